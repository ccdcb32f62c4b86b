import HTML
import RandomTesting
import Testing

private let attacks = [
  "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><script>", "</textarea><script>",
  "<!--", "-->", "]]>", "&lt;script&gt;", "&#60;script&#62;", "\u{0}<b>", "<svg/onload=alert(1)>", "`${alert(1)}`", "{{7*7}}",
  "<\u{FEFF}script>", "＜script＞", "\u{202E}<b>", "javascript:alert(1)", "\" style=\"x", "a\nb\" onclick=\"x",
]

/// Every tag in the markup, as a browser's tokenizer would see it: name and attribute names.
private func tags(in markup: String) -> [(name: String, attributes: [String])] {
  var found: [(String, [String])] = []
  var rest = Substring(markup)
  while let open = rest.firstIndex(of: "<") {
    rest = rest[rest.index(after: open)...]
    var name = ""
    while let c = rest.first, !" />".contains(c) || (name.isEmpty && c == "/") {
      name.append(c)
      rest = rest.dropFirst()
    }
    var attributes: [String] = []
    scan: while let c = rest.first {
      if c == ">" { break scan }
      if c == " " || c == "/" {
        rest = rest.dropFirst()
        continue
      }
      var attribute = ""
      while let c = rest.first, !"= >".contains(c) {
        attribute.append(c)
        rest = rest.dropFirst()
      }
      attributes.append(attribute)
      guard rest.first == "=" else { continue }
      rest = rest.dropFirst(2)
      while let c = rest.first, c != "\"" { rest = rest.dropFirst() }
      rest = rest.dropFirst()
    }
    found.append((name, attributes))
  }
  return found
}

@Suite("Nothing a member writes becomes markup")
struct Escaping {
  @Test(arguments: attacks) func inText(_ attack: String) {
    #expect(tags(in: p { attack }.markup).map(\.name) == ["p", "/p"])
    #expect(tags(in: title { attack }.markup).map(\.name) == ["title", "/title"])
    #expect(tags(in: textarea { attack }.markup).map(\.name) == ["textarea", "/textarea"])
  }

  @Test(arguments: attacks) func inAttributes(_ attack: String) {
    let element = div(.title(attack), .class(attack), .data("x", attack), .aria("label", attack), .value(attack)) { "" }
    let found = tags(in: element.markup)
    #expect(found.map(\.name) == ["div", "/div"])
    #expect(found[0].attributes == ["title", "class", "data-x", "aria-label", "value"])
  }

  @Test func escapesTheFiveCharacters() {
    #expect(p { "a&b<c>d\"e'f" }.markup == "<p>a&amp;b&lt;c&gt;d&quot;e&#39;f</p>")
    #expect(p { "plain 👩‍👩‍👧 é" }.markup == "<p>plain 👩‍👩‍👧 é</p>")
    #expect(p { "ab&"[...] }.markup == "<p>ab&amp;</p>")
  }

  @Test func survivesRandomText() {
    var random = SystemRandomNumberGenerator.seeded(7)
    let alphabet = Array("<>\"'&/=! -ax\u{0}\n\té😀")
    for _ in 0..<500 {
      let text = String((0..<Int.random(in: 0...30, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
      let markup = a(.href("/"), .title(text)) { text }.markup
      #expect(tags(in: markup).map(\.name) == ["a", "/a"], "\(text)")
      #expect(tags(in: markup)[0].attributes == ["href", "title"], "\(text)")
    }
  }
}

@Suite("Links lead only where they may")
struct SafeURLs {
  @Test(arguments: [
    "https://example.org/a?b=c&d#e", "http://example.org", "HTTPS://EXAMPLE.org", "mailto:a@example.org", "/rooms/general", "/",
    "?before=3",
    "#m12", "/a:b", "/search?q=a b",
  ]) func keeps(_ url: String) { #expect(SafeURL.checked(url) == url) }

  @Test(arguments: [
    "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "\u{1}javascript:alert(1)",
    "data:text/html,<script>", "vbscript:x", "//evil.example/x", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil",
    "https:evil",
    "http:/evil", "ftp://x/", "file:///etc/passwd", "rooms/x", "ht\ttps://x", "https://", "mailto:", "blob:x", "https://a\\@b", "/a\u{7F}",
  ]) func replaces(_ url: String) {
    #expect(SafeURL.checked(url) == "#")
    #expect(a(.href(url)) { "x" }.markup == ##"<a href="#">x</a>"##)
    #expect(img(.src(url)).markup == ##"<img src="#">"##)
    #expect(form(.action(url)) { "x" }.markup == ##"<form action="#">x</form>"##)
    #expect(button(.formAction(url)) { "x" }.markup == ##"<button formaction="#">x</button>"##)
    #expect(script(src: url).markup == ##"<script src="#" type="module"></script>"##)
  }
}

extension SystemRandomNumberGenerator {
  static func seeded(_ seed: UInt64) -> SeededRandom { SeededRandom(seed: seed) }
}
