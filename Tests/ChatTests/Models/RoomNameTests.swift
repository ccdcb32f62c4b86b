import Testing

@testable import Chat

@Suite("A room's name")
struct RoomNameTests {
  @Test(
    "made of what somebody chose",
    arguments: [
      ("general", "general"), ("Lunch Club", "lunch-club"), ("  spaced out  ", "spaced-out"), ("ÅB", nil), ("a", nil), ("ab", "ab"),
      (String(repeating: "x", count: 32), String(repeating: "x", count: 32)), (String(repeating: "x", count: 33), nil), ("", nil),
      ("a b_c-9", "a-b_c-9"), ("tab\there", nil), ("dot.dot", nil), ("naïve", nil), ("   ", nil), ("a  b", "a--b"),
    ])
  func chosen(_ typed: String, _ name: String?) {
    #expect(RoomName(chosen: typed)?.rawValue == name)
  }

  @Test("in an address is never corrected", arguments: ["General", "lunch club", "a", "../etc", "rööm", "", "a\u{0}b"])
  func strict(_ text: String) {
    #expect(RoomName(text) == nil)
  }
}
