import JSON
import Testing

@testable import Core

@Suite struct TextsThatSaySomething {
  private func problem(_ text: String, _ read: (inout Fields) -> Void) -> String? {
    do {
      try Fields.read(try Fields(json: ["t": .string(text)])) { fields throws(AppError) in read(&fields) }
      return nil
    } catch { return error.details["t"] }
  }

  @Test(arguments: [
    "\u{200B}", "\u{2060}", "\u{3164}", "\u{AD}", "\u{2800}", "\u{115F}", "\u{FFA0}", "\u{FEFF}", "\u{34F}", "\u{180E}", "\u{200D}",
    "\u{200B}\u{200B}", " \u{200B} \u{3164}", "\u{301}", "\u{301}\u{316}", "\u{FE0F}", "\u{E0041}", "\u{202E}", "\u{20DD}", "\u{1D159}",
    "\u{FFF9}", "\u{2062}",
  ]) func holdSomethingToRead(text: String) {
    #expect(problem(text) { _ = $0.text("t", 1...99) } == "must have something to read")
    #expect(problem(text) { _ = $0.optionalText("t", 1...99) } == "must have something to read")
    #expect(problem(text) { _ = $0.line("t", 1...99) } == "must have something to read")
    #expect(problem(text) { _ = $0.text("t", 0...99) } == nil, "a text that may be empty may be blank")
    #expect(!TextRules.isReadable(text))
  }

  @Test(arguments: ["a", "-", "é", "😀", "❤️", "你", "ہ", "\u{E9}\u{200B}", "e\u{301}", "1", "§", "\u{28FF}", "\u{1FAFF}", "\u{E000}"])
  func areTakenInAnyScript(text: String) {
    #expect(problem(text) { _ = $0.text("t", 1...99) } == nil)
  }
}

@Suite struct LinesHideNothing {
  private func problem(_ text: String, _ read: (inout Fields) -> String?) -> String? {
    do {
      let read = try Fields.read(try Fields(json: ["t": .string(text)])) { fields throws(AppError) in read(&fields) }
      return read.map { Array($0.unicodeScalars) == Array(text.unicodeScalars) } == false ? "changed" : nil
    } catch { return error.details["t"] }
  }

  @Test(arguments: ["two\nlines", "two\r\nlines", "two\rlines", "a\tb", "a\u{2028}b", "a\u{2029}b"]) func areOne(text: String) {
    #expect(problem(text) { $0.line("t", 1...99) } == "must be a single line")
    #expect(problem(text) { $0.optionalLine("t", 0...99) } == "must be a single line")
    #expect(problem(text) { $0.name("t", 1...99) } == "must be a single line")
  }

  @Test(arguments: [
    "a\u{202E}b", "a\u{202A}b", "a\u{2066}b\u{2069}", "a\u{200E}b", "a\u{200F}b", "a\u{61C}b", "ad\u{200B}min", "ad\u{2060}min",
    "ad\u{AD}min", "ad\u{200D}min", "ad\u{200C}min", "admin\u{3164}", "admin\u{FEFF}x", "a\u{34F}b", "a\u{E0041}", "a\u{FE0F}\u{FE0F}",
    "\u{200D}😀", "😀\u{200D}a", "a\u{180E}b", "a\u{2062}b", "a\u{FFF9}b",
  ]) func holdNoSignThatHidesOrTurns(text: String) {
    #expect(problem(text) { $0.line("t", 1...99) } == "must not contain invisible or direction-changing characters")
    #expect(problem(text) { $0.text("t", 1...99) } == nil, "a text of several lines may")
  }

  @Test(arguments: [
    "👨‍👩‍👧‍👦", "👩🏽‍🚀 Ada", "🏳️‍🌈", "❤️‍🔥", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "می‌خواهم", "क्‍ष", "ക്‍", "നന്‌മ", "שלום", "مرحبا", "Zoë", "Zoe\u{308}",
    "日本語", "ᠮᠣᠩᠭᠣᠯ", "Nguyễn Văn A", "O’Neil-Smith",
  ]) func holdWhatWritingNeeds(text: String) {
    #expect(problem(text) { $0.line("t", 1...99) } == nil)
    #expect(problem(text) { $0.name("t", 1...99) } == nil)
  }

  @Test(arguments: ["\u{430}dmin", "Adm\u{456}n", "\u{391}da", "p\u{430}ypal team", "the b\u{43E}ss", "Zo\u{E9}\u{430}"])
  func areNoNamesThatPassForOthers(text: String) {
    #expect(problem(text) { $0.name("t", 1...99) } == "must not mix letters of different alphabets in one word")
    #expect(problem(text) { $0.line("t", 1...99) } == nil, "titles are read, not trusted")
  }

  @Test(arguments: ["Анна", "Σοφία", "Анна Smith", "ITшник", "Δt", "東京 Tower", "K-поп", "Ваня_Smith2"].dropLast())
  func areNamesInAnyAlphabet(text: String) {
    #expect(problem(text) { $0.name("t", 1...99) } == nil)
  }

  @Test func aLongRunOfMarksCostsItsLength() {
    let marks = "a" + String(repeating: "\u{301}\u{316}", count: 40_000)
    let clock = ContinuousClock()
    #expect(clock.measure { _ = (TextRules.problem(ofName: marks), TextRules.isReadable(marks)) } < .milliseconds(500))
  }
}

@Suite struct LinksToOurselves {
  @Test func encodeEveryPart() {
    #expect(Link("admin", "users", query: ["q": "a&b=c", "after": "zoe"]).text == "/admin/users?q=a%26b%3Dc&after=zoe")
    #expect(Link("@zoe").text == "/@zoe")
    #expect(Link("rooms", "a/b?c#d").text == "/rooms/a%2Fb%3Fc%23d")
    #expect(Link("tasks", query: ["page": nil, "status": nil]).text == "/tasks")
    #expect(Link("rooms", "x", query: ["before": "7"], fragment: "message-7").text == "/rooms/x?before=7#message-7")
    #expect(Link("login", query: ["next": "/rooms/ä?x=1"]).text == "/login?next=/rooms/%C3%A4%3Fx%3D1")
    #expect(Link().text == "/")
  }
}
