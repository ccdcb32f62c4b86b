import JSON
import RandomTesting
import Testing

@Suite("What is written reads back")
struct RoundTrips {
  @Test func writesAnEnvelope() throws {
    var writer = JSONWriter()
    writer.object {
      $0.field("v", 1)
      $0.field("type", "post_message")
      $0.key("data")
      $0.object {
        $0.field("room", "general")
        $0.field("content", "a\"b\\c\n\u{1}\u{2028}é😀/<")
        $0.field("edited_at", String?.none)
        $0.field("tags", ["x", 2, 1.5, true, nil, [], [:]])
      }
    }
    #expect(
      writer.text
        == #"{"v":1,"type":"post_message","data":{"room":"general","content":"a\"b\\c\n\u0001"# + "\u{2028}é😀/<"
        + #"","edited_at":null,"tags":["x",2,1.5,true,null,[],{}]}}"#)
    #expect(try JSONValue(parsing: writer.bytes)["data"]?["content"]?.string == "a\"b\\c\n\u{1}\u{2028}é😀/<")
  }

  @Test(
    arguments: [
      0, -0.0, 1.5, -1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1 + 0.2, 1e16, 123456789.125,
    ] as [Double]) func doubles(_ value: Double) throws
  {
    var writer = JSONWriter()
    writer.double(value)
    #expect(try JSONValue(parsing: writer.bytes).double == value)
  }

  /// Text is looked through eight bytes at a time: every byte at every place of a word, alone and beside its like.
  @Test func escapesWhereverItStands() throws {
    for byte in UInt8(0)..<0x80 {
      for place in 0..<19 {
        for (filler, neighbour) in [(UInt8(ascii: "a"), UInt8(ascii: "a")), (0x7F, byte ^ 1 | 0x20), (0x20, byte)] {
          var text = [UInt8](repeating: filler, count: 19)
          text[place] = byte
          if place > 0 { text[place - 1] = neighbour & 0x7F }
          var writer = JSONWriter()
          writer.string(utf8: text)
          #expect(writer.bytes.dropFirst().dropLast().allSatisfy { $0 >= 0x20 })
          #expect(try JSONValue(parsing: writer.bytes).string.map { Array($0.utf8) } == text)
        }
      }
    }
    var writer = JSONWriter()
    writer.string("größer als 8 Bytes: „ja“ 🐈‍⬛")
    #expect(writer.text == "\"größer als 8 Bytes: „ja“ 🐈‍⬛\"")
  }

  @Test(arguments: [0, 1, -1, 9, 10, -10, .max, .min, 1_000_000] as [Int64]) func integers(_ value: Int64) throws {
    var writer = JSONWriter()
    writer.int(value)
    #expect(writer.text == "\(value)")
    #expect(try JSONValue(parsing: writer.bytes) == .int(value))
  }

  @Test func numbersWithoutAFormBecomeNull() {
    var writer = JSONWriter()
    writer.array {
      $0.double(.nan)
      $0.double(.infinity)
    }
    #expect(writer.text == "[null,null]")
  }

  @Test func anyTreeSurvives() throws {
    var random = SeededRandom(seed: 42)
    for _ in 0..<500 {
      let tree = randomTree(&random, depth: 0)
      let again = try JSONValue(parsing: tree.bytes)
      #expect(again == tree)
      #expect(again.bytes == tree.bytes)
    }
  }

  private func randomTree(_ random: inout SeededRandom, depth: Int) -> JSONValue {
    let alphabet = Array("ab\"\\\n\u{0}\u{1F}é\u{2029}😀𐍈/ \u{7F}")
    func text(_ random: inout SeededRandom) -> String {
      String((0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
    }
    switch Int.random(in: 0...(depth > 5 ? 5 : 7), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .int(.random(in: .min ... .max, using: &random))
    case 3: return .double(Double(Int.random(in: -1000...1000, using: &random)) + 0.5)
    case 4: return .bigInteger("123456789012345678901234567890")
    case 5: return .string(text(&random))
    case 6:
      return .array((0..<Int.random(in: 0...5, using: &random)).map { _ in randomTree(&random, depth: depth + 1) })
    default:
      var members: [ShortName: JSONValue] = [:]
      for _ in 0..<Int.random(in: 0...40, using: &random) where depth < 3 {
        members[ShortName(text(&random))] = randomTree(&random, depth: depth + 2)
      }
      return .object(members)
    }
  }
}

@Suite("Only strict JSON is taken")
struct Strictness {
  @Test(
    arguments: [
      ("", .empty, 0), (" \n", .empty, 2), ("{", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2), ("\"a", .unexpectedEnd, 2),
      ("tru", .unexpectedEnd, 3),
      ("[1,]", .unexpectedByte(0x5D), 3), ("{\"a\":1,}", .unexpectedByte(0x7D), 7), ("{a:1}", .unexpectedByte(0x61), 1),
      ("{\"a\" 1}", .unexpectedByte(0x31), 5), ("[1 2]", .unexpectedByte(0x32), 3), ("[1}", .unexpectedByte(0x7D), 2),
      ("{]", .unexpectedByte(0x5D), 1),
      ("[}", .unexpectedByte(0x7D), 1), ("nul1", .unexpectedByte(0x31), 3), ("'a'", .unexpectedByte(0x27), 0),
      ("[,1]", .unexpectedByte(0x2C), 1),
      ("01", .invalidNumber, 0), ("-01", .invalidNumber, 0), ("1.", .invalidNumber, 0), ("[-]", .invalidNumber, 1),
      ("1e", .invalidNumber, 0),
      ("1e+", .invalidNumber, 0), ("+1", .unexpectedByte(0x2B), 0), (".5", .unexpectedByte(0x2E), 0), ("NaN", .unexpectedByte(0x4E), 0),
      ("1e400", .numberOutOfRange, 0), ("0x10", .trailingBytes, 1), ("1 2", .trailingBytes, 2), ("{}x", .trailingBytes, 2),
      ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\udc00\"", .loneSurrogate, 1), ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
      ("\"\\ud83d\\n\"", .loneSurrogate, 1), ("\"\\x\"", .invalidEscape, 1), ("\"\\u12g4\"", .invalidEscape, 1),
      ("\"\\u+123\"", .invalidEscape, 1),
      ("\"\n\"", .controlCharacter(0x0A), 1), ("\"a\u{0}\"", .controlCharacter(0), 2), ("\u{0}", .unexpectedByte(0), 0),
      ("1\u{0}", .trailingBytes, 1), ("\u{FEFF}1", .unexpectedByte(0xEF), 0), ("// x\n1", .unexpectedByte(0x2F), 0),
      ("{\"a\":1,\"a\":2}", .duplicateKey, 7), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey, 7),
      ("[{\"b\":{\"a\":1,\"a\":2}}]", .duplicateKey, 13), ("\u{B}1", .unexpectedByte(0x0B), 0), ("\u{A0}1", .unexpectedByte(0xC2), 0),
    ] as [(String, JSONError.Reason, Int)])
  func refuses(_ text: String, _ reason: JSONError.Reason, _ offset: Int) {
    #expect(throws: JSONError(reason, at: offset)) { try JSONValue(parsing: text) }
    #expect(throws: JSONError(reason, at: offset)) {
      var reader = try JSONReader(Array(text.utf8))
      try reader.skip()
      try reader.end()
    }
    #expect(JSONError(reason, at: offset).isMalformed)
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC0, 0xAF, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
      ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
      ([0x22, 0xE2, 0x82, 0x22], 1), ([0x22, 0x80, 0x22], 1), ([0x22, 0xF0, 0x80, 0x80, 0x80, 0x22], 1),
      ([0x22, 0xE0, 0x80, 0x80, 0x22], 1),
      ([0x22, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xF5, 0x22], 10), ([0xFE], 0), ([0x31, 0xC3], 1),
    ] as [([UInt8], Int)])
  func refusesBadUTF8(_ bytes: [UInt8], _ offset: Int) {
    #expect(throws: JSONError(.invalidUTF8, at: offset)) { try JSONValue(parsing: bytes) }
  }

  @Test func agreesWithSwiftOnUTF8() {
    var random = SeededRandom(seed: 3)
    let interesting: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5,
    ]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in interesting.randomElement(using: &random)! }
      let isValid = String(validating: text, as: UTF8.self) != nil
      let refused: Bool
      do {
        _ = try JSONReader(text)
        refused = false
      } catch { refused = true }
      #expect(refused == !isValid, "\(text)")
    }
  }

  @Test func boundsDepth() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try JSONValue(parsing: deep).kind == .array)
    #expect(throws: JSONError(.tooDeep, at: 64)) { try JSONValue(parsing: "[" + deep + "]") }
    #expect(throws: JSONError(.tooDeep, at: 64 * 5)) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 100_000)) }
    let wide = "[" + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]"
    #expect(try JSONValue(parsing: wide).array?.count == 1000)
  }

  @Test func findsDuplicatesInLargeObjects() throws {
    let members = (0..<500).map { "\"k\($0)\":{\"a\":[{\"k\($0)\":1}]}" }
    #expect(try JSONValue(parsing: "{" + members.joined(separator: ",") + "}").object?.count == 500)
    #expect(throws: JSONError.self) { try JSONValue(parsing: "{" + (members + ["\"k77\":0"]).joined(separator: ",") + "}") }
    let again = "[" + Array(repeating: "{" + members.joined(separator: ",") + "}", count: 3).joined(separator: ",") + "]"
    #expect(try JSONValue(parsing: again).array?.count == 3)
  }

  @Test func takesEveryLegalForm() throws {
    #expect(try JSONValue(parsing: " \t\r\n[ 1 , -0 , 0.5e+1 , 1E2 ] ") == [.int(1), .int(0), .double(5), .double(100)])
    #expect(try JSONValue(parsing: #""\u0000\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#) == .string("\u{0}\"\\/\u{8}\u{C}\n\r\té😀"))
    #expect(try JSONValue(parsing: "9223372036854775807") == .int(.max))
    #expect(try JSONValue(parsing: "-9223372036854775808") == .int(.min))
    #expect(try JSONValue(parsing: "9223372036854775808") == .bigInteger("9223372036854775808"))
    #expect(try JSONValue(parsing: "-9223372036854775809") == .bigInteger("-9223372036854775809"))
    #expect(try JSONValue(parsing: "{\"a\":{\"a\":{\"a\":null}}}") == ["a": ["a": ["a": nil]]])
  }

  @Test func randomDamageNeverTraps() throws {
    var random = SeededRandom(seed: 11)
    let seed = Array(#"{"v":1,"type":"x","data":{"a":[1,2.5e3,"\u00e9\uD83D\uDE00",null,true,{"b":{}}]},"meta":{"request_id":"1"}}"#.utf8)
    for _ in 0..<20_000 {
      var text = seed
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<text.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: text[at] = UInt8.random(in: 0...255, using: &random)
        case 1: text.remove(at: at)
        default: text.insert(Array("{}[]\",:\\eu0-".utf8).randomElement(using: &random)!, at: at)
        }
      }
      if let value = try? JSONValue(parsing: text) { #expect(try JSONValue(parsing: value.bytes) == value) }
    }
  }
}

@Suite("Values are pulled without a tree")
struct Pulling {
  @Test func readsAnEnvelope() throws {
    var reader = try JSONReader(Array(#"{"v":1,"data":{"x":[1,{"y":"z"}]},"type":"a","n":null,"f":1.5,"b":false}"#.utf8))
    var seen: [String] = []
    var data: ArraySlice<UInt8> = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      seen.append(key.description)
      switch key {
      case "v": #expect(try reader.int() == 1)
      case "data": data = try reader.raw()
      case "type": #expect(try reader.string() == "a")
      case "n": #expect(try reader.optionalString() == nil)
      case "f": #expect(try reader.double() == 1.5)
      default: #expect(try reader.bool() == false)
      }
    }
    try reader.end()
    #expect(seen == ["v", "data", "type", "n", "f", "b"])
    #expect(String(decoding: data, as: UTF8.self) == #"{"x":[1,{"y":"z"}]}"#)
  }

  @Test func readsArrays() throws {
    var reader = try JSONReader(Array("[1,2,[3]]".utf8))
    try reader.beginArray()
    #expect(try reader.nextElement())
    #expect(try reader.int() == 1)
    #expect(try reader.nextElement())
    #expect(try reader.optionalInt() == 2)
    #expect(try reader.nextElement())
    #expect(try reader.value() == [3])
    #expect(try reader.nextElement() == false)
    try reader.end()
  }

  @Test func tellsWrongShapeFromNoJSON() {
    func refusal(_ text: String, _ read: (inout JSONReader) throws -> Void) -> JSONError? {
      do {
        var reader = try JSONReader(Array(text.utf8))
        try read(&reader)
        return nil
      } catch { return error as? JSONError }
    }
    let mismatch = refusal(#"{"a":"#) { try $0.beginArray() }
    #expect(mismatch == JSONError(.typeMismatch(expected: .array, found: .object), at: 0))
    #expect(mismatch?.isMalformed == false)
    #expect(refusal("99999999999999999999") { _ = try $0.int() } == JSONError(.integerOutOfRange, at: 0))
    #expect(refusal("1.0") { _ = try $0.int() }?.isMalformed == false)
    #expect(refusal("\"1\"") { _ = try $0.int() }?.isMalformed == false)
    #expect(refusal("?") { _ = try $0.string() }?.isMalformed == true)
    #expect(refusal(#"{"a":1"#) { try $0.skip() }?.isMalformed == true)
  }
}

@Suite("A schema describes a shape")
struct Schemas {
  private func render(_ schema: JSONSchema) throws -> JSONValue {
    var writer = JSONWriter()
    writer.schema(schema)
    return try JSONValue(parsing: writer.bytes)
  }

  @Test func rendersObjects() throws {
    let schema = JSONSchema.object(
      .required("title", .string(1...200).described("What to do").example("Milk")),
      .optional("due", .string(format: "date-time").nullable()),
      .required("tags", .array(of: .choice(["a", "b"]), max: 5)), .required("n", .integer(min: 0, max: 9)))
    #expect(
      try render(schema) == [
        "type": "object",
        "properties": [
          "title": ["type": "string", "minLength": 1, "maxLength": 200, "description": "What to do", "examples": ["Milk"]],
          "due": ["type": ["string", "null"], "format": "date-time"],
          "tags": ["type": "array", "items": ["type": "string", "enum": ["a", "b"]], "maxItems": 5],
          "n": ["type": "integer", "minimum": 0, "maximum": 9],
        ], "required": ["title", "tags", "n"], "additionalProperties": false,
      ])
  }

  @Test func rendersReferencesAndNull() throws {
    #expect(try render(.ref("User")) == ["$ref": "#/components/schemas/User"])
    #expect(try render(.ref("User").nullable()) == ["anyOf": [["$ref": "#/components/schemas/User"], ["type": "null"]]])
    #expect(try render(.choice(["a"]).nullable()) == ["type": ["string", "null"], "enum": ["a", nil]])
    #expect(try render(.map(of: .boolean)) == ["type": "object", "additionalProperties": ["type": "boolean"]])
    #expect(try render(.anyOf(.constant(1), .any)) == ["anyOf": [["const": 1], [:]]])
    #expect(try render(.openObject()) == ["type": "object", "properties": [:]])
    #expect(try render(.number(min: 0.5)) == ["type": "number", "minimum": 0.5])
  }

  @Test func collectsReferences() {
    let schema = JSONSchema.object(.required("a", .array(of: .ref("A"))), .optional("b", .anyOf(.ref("B"), .map(of: .ref("C")))))
    #expect(schema.references == ["A", "B", "C"])
    #expect(schema.members.map(\.name) == ["a", "b"])
  }
}
