import JSON
import Testing

@testable import Core

@Suite struct FieldsOfARequest {
  func read<Value>(_ json: JSONValue, _ body: (inout Fields) -> Value) throws(AppError) -> Value {
    try Fields.read(try Fields(json: json)) { fields throws(AppError) in body(&fields) }
  }

  func problems(_ json: JSONValue, _ body: (inout Fields) -> Void) -> [String: String] {
    do { try read(json, body) } catch { return error.details }
    return [:]
  }

  @Test func everythingWrongIsToldAtOnce() {
    let details = problems(["title": "", "count": 7.5, "extra": true]) { fields in
      _ = fields.text("title", 1...200)
      _ = fields.integer("count", 1...10)
      _ = fields.flag("done")
      _ = fields.id("room", of: RoomEntity.self)
    }
    #expect(
      details == [
        "title": "must be 1 to 200 characters", "count": "must be a whole number from 1 to 10", "done": "must be true or false",
        "room": "must be an id", "extra": "is not a field of this request",
      ])
  }

  @Test func lengthIsCountedInScalarsAfterTrimming() throws {
    #expect(try read(["t": "  👩‍👩‍👧  "]) { $0.text("t", 5...5) } == "👩‍👩‍👧")
    #expect(try read(["t": .string(String(repeating: "é", count: 200))]) { $0.text("t", 1...200) }.count == 200)
    #expect(
      problems(["t": .string(String(repeating: "é", count: 201))]) { _ = $0.text("t", 1...200) } == ["t": "must be 1 to 200 characters"])
    #expect(problems(["t": "\u{2003}\u{A0} \n"]) { _ = $0.text("t", 1...2) } == ["t": "must be 1 to 2 characters"])
  }

  @Test func lineEndsBecomeLFAndControlCharactersAreRefused() throws {
    #expect(try read(["t": "a\r\nb\rc\n\r\nd\te"]) { $0.text("t", 1...99) } == "a\nb\nc\n\nd\te")
    for scalar in (0...0x1F).filter({ ![0x09, 0x0A, 0x0D].contains($0) }) + Array(0x7F...0x9F) {
      let text = "a\(Unicode.Scalar(UInt32(scalar))!)b"
      #expect(problems(["t": .string(text)]) { _ = $0.text("t", 1...99) } == ["t": "must not contain control characters"])
    }
    #expect(try read(["t": "\u{A0}\u{AD}é\u{E9}x"]) { $0.text("t", 1...99) } == "\u{AD}é\u{E9}x")
    #expect(TextRules.normalised("ordinary") == "ordinary")
  }

  @Test func typesAreNotGuessed() {
    for (json, value) in [("int", 1), ("flag", true), ("null", nil), ("list", []), ("object", [:])] as [(String, JSONValue)] {
      #expect(problems(["x": value]) { _ = $0.text("x", 1...9) } != [:], "\(json)")
    }
    for value in ["1", 1.5, true, nil, .bigInteger("99999999999999999999"), 0, -1] as [JSONValue] {
      #expect(problems(["x": value]) { _ = $0.id("x", of: RoomEntity.self) } == ["x": "must be an id"])
    }
    for value in [0, 1, "true", nil] as [JSONValue] {
      #expect(problems(["x": value]) { _ = $0.flag("x") } == ["x": "must be true or false"])
    }
  }

  @Test func whatMayBeLeftOutMayBeNullButNotWrong() throws {
    let absent = try read(["a": nil, "e": ""]) { fields in
      [
        fields.optionalText("a", 1...9) == nil, fields.optionalText("b", 1...9) == nil, fields.optionalText("e", 1...9) == nil,
        fields.optionalInteger("c", 1...9) == nil, fields.optionalFlag("d") == nil, fields.optionalID("f", of: RoomEntity.self) == nil,
      ]
    }
    #expect(absent.allSatisfy { $0 })
    #expect(problems(["a": 7, "c": "7"]) { _ = ($0.optionalText("a", 1...9), $0.optionalInteger("c", 1...9)) }.count == 2)
  }

  @Test func onlyAnObjectHasFields() {
    for json in [[], "x", 1, nil, true] as [JSONValue] {
      #expect { try Fields(json: json) } throws: { ($0 as? AppError)?.code == .validation }
    }
    for body in ["", "{", "{\"a\":\"\\ud800\"}", "{} {}"] {
      #expect { try Fields(body: Array(body.utf8)) } throws: { ($0 as? AppError)?.code == .badRequest }
    }
  }

  @Test func inJSONAWholeNumberMayHaveAFractionOfZero() throws {
    for (sent, value) in [(1, 1), (3.0, 3), (9e0, 9)] as [(JSONValue, Int64)] {
      #expect(try read(["n": sent]) { $0.integer("n", 1...9) } == value)
      #expect(try read(["n": .array([sent])]) { $0.optionalIDs("n", 1...1, of: PlaceID.self) } == [Identifier(value)])
    }
    for bad in [0.0, 3.5, 10.0, 1e300, 9_223_372_036_854_775_808.0, -3.0] as [JSONValue] {
      #expect(problems(["n": bad]) { _ = $0.integer("n", 1...9) } != [:], "\(bad)")
    }
    for bad in [0.0, 3.5, 1e300] as [JSONValue] {
      #expect(problems(["n": .array([bad])]) { _ = $0.optionalIDs("n", 1...1, of: PlaceID.self) } != [:], "\(bad)")
    }
  }

  @Test func formsGiveTextForEverything() throws {
    let form = [("n", "7"), ("on", "on"), ("off", ""), ("t", " x\r\ny "), ("empty", "")].map { (name: $0.0, value: $0.1) }
    try Fields.read(Fields(form: form)) { fields throws(AppError) in
      #expect(fields.integer("n", 1...9) == 7)
      #expect(fields.flag("on") && !fields.flag("off") && !fields.flag("unticked"))
      #expect(fields.text("t", 1...9) == "x\ny")
      #expect(fields.optionalText("empty", 1...9) == nil)
    }
    for bad in ["", "x", "+7", " 7", "7.0", "10", "9223372036854775808"] {
      #expect(throws: AppError.self) {
        try Fields.read(Fields(form: [(name: "n", value: bad)])) { fields throws(AppError) in _ = fields.integer("n", 1...9) }
      }
    }
    #expect {
      try Fields.read(Fields(form: [(name: "a", value: "1"), (name: "a", value: "2")])) { f throws(AppError) in _ = f.text("a", 1...9) }
    } throws: {
      ($0 as? AppError)?.details == ["a": "must be given once"]
    }
  }

  @Test func passwordsAreTakenAsTyped() throws {
    #expect(try read(["p": " pass word\u{3000}"]) { $0.password("p", minimumCharacters: 8) } == " pass word\u{3000}")
    #expect(problems(["p": "1234567"]) { _ = $0.password("p", minimumCharacters: 8) } == ["p": "must be at least 8 characters"])
    let long = JSONValue.string(String(repeating: "é", count: 513))
    #expect(problems(["p": long]) { _ = $0.password("p") } == ["p": "must be at most 1024 bytes"])
    for wrong in [nil, "", 12_345_678] as [JSONValue] { #expect(problems(["p": wrong]) { _ = $0.password("p") }.count == 1) }
  }

  enum Kind: String, CaseIterable { case open, shut }

  @Test func choicesNameWhatTheyOffer() throws {
    #expect(try read(["k": "shut"]) { $0.choice("k", of: Kind.self) } == .shut)
    #expect(problems(["k": "ajar"]) { _ = $0.choice("k", of: Kind.self) } == ["k": "must be one of open, shut"])
    #expect(try read([:]) { $0.optionalChoice("k", of: Kind.self) } == nil)
  }

  @Test func unknownFieldsMayBeLetThroughWhereASpecSaysSo() throws {
    #expect(
      try read(["a": "1", "b": 2]) { fields in
        fields.ignoreRest(); return fields.text("a", 1...1)
      } == "1")
    #expect(
      problems(["a": "1", "b": 2, "c\u{1}": 3]) { $0.ignore("b") } == [
        "a": "is not a field of this request", "c\u{FFFD}": "is not a field of this request",
      ])
  }

  @Test func strangersFieldsAreNamedUpToTwenty() throws {
    let many = Dictionary(uniqueKeysWithValues: (0..<20_000).map { (ShortName("k\($0)"), JSONValue.int(1)) })
    let error = try #require(throws: AppError.self) { try Fields.read(Fields(json: .object(many))) { $0.text("title", 1...5) } }
    #expect(error.details.count == 21 && error.details["title"] != nil && error.message == "20001 fields need another look")
    let form = (0..<200).flatMap { [(name: ShortName("k\($0)"), value: "1"), (name: ShortName("k\($0)"), value: "2")] }
    let refused = try #require(throws: AppError.self) { try Fields.read(Fields(form: form)) { $0.text("title", 1...5) } }
    #expect(refused.details.count <= 41)
  }

  @Test func textIsCutToItsLimitBeforeAnybodyLooksAtIt() {
    let heap = JSONValue.string("a" + String(repeating: "\u{301}", count: 60_000) + String(repeating: "\u{316}", count: 60_000))
    let took = ContinuousClock().measure {
      #expect(problems(["t": heap]) { _ = $0.text("t", 1...200) } == ["t": "must be 1 to 200 characters"])
      #expect(problems(["t": heap]) { _ = $0.optionalVerbatim("t", atMost: 1_000) } == ["t": "must be at most 1000 characters"])
      #expect(problems(["k": heap]) { _ = $0.choice("k", of: Kind.self) } == ["k": "must be one of open, shut"])
      #expect(problems(["k": heap]) { _ = $0.emoji("k") } == ["k": "must be a single emoji"])
      #expect(problems(["k": heap]) { _ = $0.echo("k") } == ["k": "must be a number"])
      #expect(problems(["k": heap]) { _ = $0.password("k") } == ["k": "must be at most 1024 bytes"])
    }
    #expect(took < .seconds(2))
  }

  @Test func echoesGiveBackWhatCame() throws {
    for value in [1, 1.5, "x", .bigInteger("99999999999999999999")] as [JSONValue] {
      #expect(try read(["ts": value]) { $0.echo("ts") } == value)
    }
    for value in [nil, [], true, .string(String(repeating: "x", count: 65))] as [JSONValue] {
      #expect(problems(["ts": value]) { _ = $0.echo("ts") } == ["ts": "must be a number"])
    }
  }
}

@Suite struct SingleEmoji {
  @Test(arguments: [
    "😀", "👍", "👍🏽", "❤️", "👨‍👩‍👧‍👦", "👩🏽‍🚀", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "#️⃣", "🏳️‍🌈", "🧑🏿‍🤝‍🧑🏻", "☕", "🫠", "👁️‍🗨️",
  ])
  func areAccepted(text: String) {
    #expect(Emoji(text)?.description == text)
  }

  @Test(arguments: [
    "", "a", "1", "#", "no", "😀😀", "😀a", "a😀", "🇩", "🇩🇪🇫🇷", "👨‍", "‍👨", " 😀", "😀 ", "<b>", "🇩a", "1⃣1⃣", "\u{FE0F}", "😀\u{0301}",
    "🏴\u{E0067}", "👍🏽🏽🏽🏽🏽🏽🏽",
  ])
  func areNotAnythingElse(text: String) {
    #expect(Emoji(text) == nil)
  }

  @Test(
    "with and without U+FE0F are one emoji, in the fully qualified form; skin tones are others",
    arguments: [
      ("\u{2764}", "\u{2764}\u{FE0F}"), ("\u{2764}\u{FE0F}", "\u{2764}\u{FE0F}"), ("\u{1F44D}\u{FE0F}", "\u{1F44D}"),
      ("1\u{20E3}", "1\u{FE0F}\u{20E3}"), ("\u{261D}", "\u{261D}\u{FE0F}"), ("\u{261D}\u{1F3FD}", "\u{261D}\u{1F3FD}"),
      ("\u{2764}\u{200D}\u{1F525}", "\u{2764}\u{FE0F}\u{200D}\u{1F525}"),
      ("\u{1F441}\u{200D}\u{1F5E8}", "\u{1F441}\u{FE0F}\u{200D}\u{1F5E8}\u{FE0F}"),
      ("\u{1F3F3}\u{200D}\u{1F308}", "\u{1F3F3}\u{FE0F}\u{200D}\u{1F308}"),
      ("\u{1F575}\u{1F3FB}\u{200D}\u{2642}", "\u{1F575}\u{1F3FB}\u{200D}\u{2642}\u{FE0F}"),
      ("\u{1F1E9}\u{1F1EA}", "\u{1F1E9}\u{1F1EA}"), ("\u{A9}", "\u{A9}\u{FE0F}"),
    ])
  func haveOneForm(typed: String, kept: String) {
    // Scalars: `==` of strings takes some different ones for equal.
    #expect(Emoji(typed)?.description.unicodeScalars.elementsEqual(kept.unicodeScalars) == true, "\(typed)")
    #expect(Emoji(typed) == Emoji(kept))
  }

  @Test func haveALength() {
    #expect(Emoji(Array(repeating: "👩", count: 10).joined(separator: "\u{200D}")) != nil)
    #expect(Emoji(Array(repeating: "👩", count: 11).joined(separator: "\u{200D}")) == nil)
  }
}
