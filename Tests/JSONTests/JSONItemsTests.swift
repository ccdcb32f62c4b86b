import JSON
import Testing

@Suite struct JSONItemsTests {
  private func items(_ text: String, limit: Int = 100, pieces: Int = 1) throws -> [String] {
    var items = JSONItems(limit: limit)
    var all: [[UInt8]] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) { all += try items.take(bytes[start..<min(start + pieces, bytes.count)]) }
    try items.finish()
    return all.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [1, 3, 1_000]) func elementsAreCutOutWhole(pieces: Int) throws {
    let text = #" [ {"a":"]},[\"\\"} , [1,[2]],"x\"y", 12,null ] "# + "\n"
    #expect(try items(text, pieces: pieces) == [#"{"a":"]},[\"\\"}"#, "[1,[2]]", #""x\"y""#, "12", "null"])
    #expect(try items("[]", pieces: pieces) == [])
  }

  @Test(arguments: ["", "{}", "[", "[1", "[1,]", "[1]]", "[1] 2", "[,1]", "[1 2]", "[\"a]", "null"])
  func otherTextsAreRefused(text: String) { #expect(throws: JSONItems.Malformed.notAnArray) { try items(text) } }

  @Test func elementsHaveALimit() throws {
    #expect(try items("[\"12345678\"]", limit: 10) == ["\"12345678\""])
    #expect(throws: JSONItems.Malformed.tooLong) { try items("[\"123456789\"]", limit: 10) }
  }
}
