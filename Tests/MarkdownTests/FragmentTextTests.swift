import Testing

@testable import Markdown

@Suite("Text of a fragment") struct FragmentTextTests {
  @Test(
    "is what can be read in it, line by line",
    arguments: [
      ("# A **b**c", "A bc"), ("one\ntwo\n\nthree", "one\ntwo\nthree"), ("- x\n- y & <z> \"q\" 'a'", "x\ny & <z> \"q\" 'a'"),
      ("|a|b|\n|-|-|\n|1|2|", "a\nb\n1\n2"), ("```swift\nlet a = 1\n```", "let a = 1"),
      ("`code` ~~gone~~", "code gone"), ("", ""),
    ])
  func text(_ source: String, _ expected: String) {
    #expect(Markdown.text(in: Markdown.render(source).html) == expected)
  }

  @Test("of anything else is some text", arguments: ["<", "a<b", "&", "&amp", "<p", "<<>>", "</", "&lt;&lt"])
  func anything(_ html: String) { #expect(Markdown.text(in: Array(html.utf8)).utf8.count <= html.utf8.count) }
}
