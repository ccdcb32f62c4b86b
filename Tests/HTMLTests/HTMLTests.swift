import HTML
import Testing

private struct Item: View {
  let name: String
  let isOpen: Bool

  var body: some HTML {
    li(.class("item"), .class("open", when: isOpen), .data("name", name)) {
      if isOpen { b { name } } else { name }
    }
  }
}

@Suite("A page is built from typed pieces")
struct BuildingPages {
  @Test func nestsElementsLoopsAndConditions() {
    let names = ["a", "b"]
    let page = ul(.id("list")) {
      for name in names { Item(name: name, isOpen: name == "b") }
    }
    #expect(
      page.markup == #"<ul id="list"><li class="item" data-name="a">a</li><li class="item open" data-name="b"><b>b</b></li></ul>"#
    )
  }

  @Test func startsADocumentWithItsDoctype() {
    let page = Document(language: "de", .data("theme", "concrete")) {
      head {
        meta(.charset("utf-8"))
        title { "A & B" }
        stylesheet(href: "/app.css")
        script(src: "/app.js")
      }
      body { h1 { "Hi" } }
    }
    #expect(
      page.markup
        == #"<!DOCTYPE html><html lang="de" data-theme="concrete"><head><meta charset="utf-8"><title>A &amp; B</title>"#
        + #"<link rel="stylesheet" href="/app.css"><script src="/app.js" type="module"></script></head><body><h1>Hi</h1></body></html>"#)
  }

  @Test func leavesOutWhatIsNotThere() {
    let missing: String? = nil
    let page = div(.with(missing) { .title($0) }, .when(false, .id("x")), .hidden(false)) {
      missing
      if let missing { p { missing } }
      Nothing()
    }
    #expect(page.markup == "<div></div>")
  }

  @Test func writesFlagsNumbersAndVoidElements() {
    let field = input(.type("number"), .tabIndex(2), .required, .checked(true), .disabled(false), .min("1"), .value(7))
    #expect(field.markup == #"<input type="number" tabindex="2" required checked min="1" value="7">"#)
    #expect(form(.method(.post), .action("/x")) { img(.alt("")) }.markup == #"<form method="post" action="/x"><img alt=""></form>"#)
  }

  @Test func rendersIntegersIncludingExtremes() {
    #expect(p { 0 }.markup == "<p>0</p>")
    #expect(p { Int64.min }.markup == "<p>-9223372036854775808</p>")
    #expect(p { 42 }.markup == "<p>42</p>")
  }

  @Test func keepsTheFirstNewlineOfTextAreas() {
    #expect(textarea(.name("t")) { "\nx" }.markup == "<textarea name=\"t\">\n\nx</textarea>")
  }

  @Test func streamsLongLists() {
    #expect(ul { ForEach(1...3) { n in li { n } } }.markup == "<ul><li>1</li><li>2</li><li>3</li></ul>")
  }

  @Test func rendersIconsAndAccessibility() {
    let icon = svg(.class("icon"), .role("img"), .aria("hidden", true)) { use(.href("/icons.svg#send")) }
    #expect(icon.markup == ##"<svg class="icon" role="img" aria-hidden="true"><use href="/icons.svg#send"></use></svg>"##)
  }

  @Test func takesReadyMarkupAsItIs() {
    #expect(div { RawHTML("<b>x</b>") }.markup == "<div><b>x</b></div>")
  }
}
