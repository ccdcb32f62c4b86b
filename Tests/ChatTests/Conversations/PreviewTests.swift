import Markdown
import Testing

@testable import Chat

@Suite("Previews")
struct PreviewTests {
  @Test(
    "are one line of what a reader sees",
    arguments: [
      ("hello", "hello"), ("**bold** and `code`", "bold and code"), ("a <b> & \"c\" 'd'", "a <b> & \"c\" 'd'"),
      ("one\ntwo\n\nthree", "one two three"), ("- one\n- two", "one two"), ("[text](https://example.org)", "text"),
      ("```\nlet x = 1\n```", "let x = 1"), ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"), ("🐈‍⬛", "🐈‍⬛"),
    ])
  func lines(_ typed: String, _ shown: String) {
    #expect(MessagePreview.text(of: Markdown.render(typed) { _ in nil }.text, media: 0) == shown)
  }

  @Test("have 120 characters at most, and say what is shown where there is no text")
  func bounds() {
    let most = String(repeating: "x", count: 120)
    #expect(MessagePreview.text(of: "<p>\(most)</p>\n", media: 0) == most)
    #expect(MessagePreview.text(of: "<p>\(most)y</p>\n", media: 0) == String(repeating: "x", count: 119) + "…")
    #expect(
      MessagePreview.text(of: "", media: 1) == "A picture or a sound" && MessagePreview.text(of: "", media: 3) == "3 pictures or sounds")
    #expect(MessagePreview.text(of: "<p>hello</p>\n", media: 3) == "hello" && MessagePreview.text(of: "", media: 0) == "")
  }
}
