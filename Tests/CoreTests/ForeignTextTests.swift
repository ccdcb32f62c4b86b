import Core
import Testing

@Suite("A line of text from elsewhere") struct ForeignTextTests {
  @Test(
    "holds what can be read",
    arguments: [
      ("  a \n\t b\u{A0}c  ", "a b c"), ("a\u{0}b\u{7}\u{9B}c", "abc"), ("a\u{202E}b\u{200B}c\u{2066}", "abc"),
      ("\u{2028}a\u{2029}b", "a b"), ("a \u{200B} b", "a b"),
      ("👩‍👩‍👧 ok", "👩‍👩‍👧 ok"), ("", nil), (" \u{200B} ", nil), ("\u{3164}", nil), ("日本語", "日本語"), ("a < b", "a < b"),
    ] as [(String, String?)])
  func cleaning(_ text: String, _ line: String?) { #expect(TextRules.line(ofForeign: text, upTo: 20) == line) }

  @Test("is cut between characters, as people count them")
  func cutting() {
    func line(_ text: String, _ limit: Int) -> String? { TextRules.line(ofForeign: text, upTo: limit) }
    #expect(line(String(repeating: "x", count: 10), 10)?.count == 10 && line(String(repeating: "x", count: 11), 10)?.count == 10)
    #expect(line("abc👩‍👩‍👧", 8) == "abc👩‍👩‍👧" && line("abc👩‍👩‍👧", 7) == "abc", "a family is five scalars")
    #expect(line("abe\u{301}", 4) == "abe\u{301}" && line("abe\u{301}", 3) == "ab")
    #expect(line("ab cd", 3) == "ab")
    #expect(line("\u{628}\u{200C}\u{628}", 3) == "\u{628}\u{200C}\u{628}" && line("\u{628}\u{200C}\u{628}", 2) == "\u{628}")
    #expect(line("a" + String(repeating: "\u{301}", count: 500), 20)?.unicodeScalars.count == 20)
  }
}
