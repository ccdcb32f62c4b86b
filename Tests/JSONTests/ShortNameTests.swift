import JSON
import Testing

@Suite("Names of strangers are bytes") struct ShortNames {
  /// A letter under a heap of marks, in the order in which they have to be sorted to be compared as text.
  static func marks(_ count: Int) -> String {
    "a" + String(repeating: "\u{301}", count: count / 2) + String(repeating: "\u{316}", count: count / 2)
  }

  @Test func spellingsOfOneTextAreTwoNames() throws {
    #expect(ShortName("\u{E9}") != ShortName("e\u{301}") && JSONValue.string("\u{E9}") != .string("e\u{301}"))
    #expect(Set<ShortName>(["\u{E9}", "e\u{301}", "\u{E9}"]).count == 2)
    #expect(try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}").object?.count == 2)
    #expect(ShortName("b") > "a" && ShortName("a") < "\u{E9}" && !(ShortName("a") < "a"))
  }

  @Test func longNamesEqualNoOther() throws {
    let longest = ShortName(String(repeating: "x", count: 64))
    #expect(!longest.isTooLong && longest.description.utf8.count == 64)
    let long = ShortName(String(repeating: "x", count: 65))
    #expect(long.isTooLong && long == .tooLong && long != longest && ShortName(long.description) == .tooLong)
    let escaped = String(repeating: "\\u0078", count: 65)
    let members = try #require(try JSONValue(parsing: "{\"\(escaped)\":1,\"a\":2}").object)
    #expect(members == [.tooLong: 1, "a": 2])
    #expect(throws: JSONError.self) { try JSONValue(parsing: "{\"\(escaped)\":1,\"\(String(repeating: "x", count: 65))\":2}") }
  }

  /// On the old readers this took 40 s, and comparing the values as long again.
  @Test(.timeLimit(.minutes(1))) func heapsOfMarksCostNothing() throws {
    let heap = Self.marks(120_000)
    let clock = ContinuousClock()
    let took = try clock.measure {
      let name = try JSONValue(parsing: "{\"\(heap)\":1}")
      #expect(name.object?.keys.first == .tooLong)
      let value = try JSONValue(parsing: "{\"a\":\"\(heap)\"}")
      #expect(value != name && value["a"] != .string("b") && Set([value, name]).count == 2)
    }
    #expect(took < .seconds(3))
  }
}
