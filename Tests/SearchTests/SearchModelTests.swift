import Core
import Testing
import Words

@testable import Search

@Suite("What searches are made of") struct SearchModelTests {
  private func html(_ text: String, _ query: String) -> String {
    String(decoding: Snippet(text, matching: WordQuery(query)).html, as: UTF8.self)
  }

  @Test("a snippet marks each matching word, escapes, and stays on one line")
  func snippets() {
    #expect(html("To be or\nnot to <be>", "be") == "To <mark>be</mark> or not to &lt;<mark>be</mark>&gt;")
    #expect(html("Zoe\u{308}!", "zoe") == "<mark>Zoe\u{308}</mark>!")
    #expect(html("東京都", "京都") == "東<mark>京</mark><mark>都</mark>")
    #expect(html("nothing here", "else") == "nothing here")
    #expect(html("", "x") == "")
  }

  @Test("a long text is cut around the first match, to at most 300 characters")
  func longTexts() {
    let text = String(repeating: "word ", count: 500) + "plum & plum " + String(repeating: "tail ", count: 500)
    let snippet = Snippet(text, matching: WordQuery("plum"))
    let plain = snippet.pieces.map(\.text).joined()
    #expect(plain.unicodeScalars.count <= 300 && plain.hasPrefix("…") && plain.hasSuffix("…"))
    #expect(snippet.pieces.filter(\.isMarked).map(\.text) == ["plum", "plum"])
    let end = Snippet(String(repeating: "a", count: 600) + " plum", matching: WordQuery("plum"))
    #expect(end.pieces.last?.text == "plum" && end.pieces.map(\.text).joined().unicodeScalars.count <= 300)
    let whole = String(repeating: "b", count: 298)
    #expect(Snippet(whole, matching: WordQuery("x")).pieces.map(\.text).joined() == whole)
    #expect(Snippet(whole + "bb", matching: WordQuery("x")).pieces.map(\.text).joined().unicodeScalars.count <= 300)
  }

  @Test(
    "days",
    arguments: [
      ("1970-01-01", 0), ("1970-01-02", 1), ("1969-12-31", -1), ("2024-02-29", 19_782), ("2026-11-29", 20_786), ("0001-01-01", -719_162),
    ] as [(String, Int64)])
  func days(_ text: String, _ number: Int64) {
    #expect(Day(text)?.start == Timestamp(microseconds: number * 86_400_000_000))
    #expect(Day(text)?.end == Timestamp(microseconds: (number + 1) * 86_400_000_000))
  }

  @Test(
    "no days",
    arguments: [
      "", "2026", "2026-1-1", "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31", "2026-01-32", "2026-01-00", "20260101", "2026/01/01",
      "２０２６-01-01", "2026-01-01T", "-026-01-01",
    ])
  func noDays(_ text: String) { #expect(Day(text) == nil) }

  @Test("cursors come back as they went, and nothing else is one")
  func cursors() {
    for number in [Int64.min, -1, 0, 1, .max] {
      let cursor = SearchCursor.thing(SubjectNumber(rawValue: number))
      #expect(SearchCursor(text: cursor.text) == cursor)
    }
    #expect(SearchCursor(text: SearchCursor.person("miso").text) == .person("miso"))
    for text in ["", "A", "AA", "AAAAAAAAAAA", "AAAAAAAAAAAAAAAA", "AQ", "AgAA", "!", "AAAAAAAAAAA="] {
      #expect(SearchCursor(text: text) == nil, "\(text)")
    }
  }
}
