import Testing

@testable import Chat

@Suite("What may be said")
struct MessageTextTests {
  @Test("is trimmed of Unicode white space and nothing more")
  func trimming() {
    #expect(MessageText("\u{3000}\n\t hello  there \u{A0}\n")?.content == "hello  there")
    #expect(MessageText("a\u{200B}")?.content.unicodeScalars.count == 2)
  }

  @Test("is 1 to 4,000 scalars, however many bytes or graphemes they make", arguments: ["x", "👍", "e\u{301}"])
  func lengths(_ unit: String) {
    let longest = String(repeating: unit, count: 4_000 / unit.unicodeScalars.count)
    #expect(MessageText("  " + longest + "\n")?.content == longest)
    #expect(MessageText(longest + "x") == nil)
  }

  @Test(
    "is not nothing, and holds no control characters",
    arguments: ["", " ", "\n\n\u{2003}", "\u{200B}", "\u{3164}", "\u{301}", "a\u{0}b", "\u{7F}", "\u{85}x\u{9F}"])
  func nothing(_ text: String) {
    #expect(MessageText(text) == nil)
  }

  @Test("has one kind of line end")
  func lineEnds() {
    #expect(MessageText("a\r\nb\rc\n\r")?.content == "a\nb\nc")
  }

  @Test("a topic is one line of at most 200 scalars, or nothing")
  func topics() {
    #expect(RoomTopic("")?.text == "")
    #expect(RoomTopic(" " + String(repeating: "🐈", count: 200))?.text.unicodeScalars.count == 200)
    #expect(RoomTopic(String(repeating: "x", count: 201)) == nil)
    #expect(RoomTopic("two\nlines") == nil)
    #expect(RoomTopic("turned \u{202E}around") == nil)
  }
}
