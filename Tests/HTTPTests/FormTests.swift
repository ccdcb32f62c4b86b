import Encoding
import HTTP
import JSON
import Testing

@Suite struct URLEncodedForms {
  private func form(_ text: String) throws -> [String] {
    try FormFields(urlencoded: text.utf8).fields.map { "\($0.name)=\($0.value)" }
  }

  @Test func fieldsKeepTheirOrderAndMayRepeat() throws {
    #expect(try form("b=1&a=2&b=3") == ["b=1", "a=2", "b=3"])
    let fields = try FormFields(urlencoded: "b=1&a=2&b=3".utf8)
    #expect(fields["b"] == "1")
    #expect(fields.all("b") == ["1", "3"])
    #expect(fields.names == ["b", "a"])
    #expect(fields["c"] == nil)
  }

  @Test func plusAndPercentAreDecoded() throws {
    #expect(try form("a=x+y%20z&%C3%BC=%F0%9F%90%88") == ["a=x y z", "ü=🐈"])
    #expect(try form("a=1%2B1%3D2%26") == ["a=1+1=2&"])
  }

  @Test func emptyPiecesAreSkippedAndMissingValuesAreEmpty() throws {
    #expect(try form("").isEmpty)
    #expect(try form("&&a&b=&=c&") == ["a=", "b=", "=c"])
    #expect(try form("a=b=c") == ["a=b=c"])
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "%=1", "a=%C3", "a=%FF", "a=%ED%A0%80", "a=%C0%AF", "a=%4g"])
  func whatCannotBeDecodedIsRefused(_ body: String) {
    #expect(throws: FormFields.Malformed.percentEncoding) { try FormFields(urlencoded: body.utf8) }
  }

  @Test func rawBytesThatAreNotUTF8AreRefused() {
    #expect(throws: FormFields.Malformed.percentEncoding) { try FormFields(urlencoded: [0x61, 0x3D, 0xFF]) }
  }

  @Test func theNumberOfFieldsIsBounded() throws {
    let most = (0..<FormFields.maximumFields).map { "f\($0)=1" }.joined(separator: "&")
    #expect(try FormFields(urlencoded: most.utf8).fields.count == 256)
    #expect(throws: FormFields.Malformed.tooManyFields) { try FormFields(urlencoded: (most + "&x=1").utf8) }
  }

  @Test func namesAreBytesAndShort() throws {
    let fields = try FormFields(urlencoded: "%C3%A9=1&e%CC%81=2&\(String(repeating: "n", count: 65))=3".utf8)
    #expect(fields["\u{E9}"] == "1" && fields["e\u{301}"] == "2" && fields[.tooLong] == "3")
    #expect(fields.names.count == 3)
  }

  @Test func encodingThenDecodingGivesTheSame() throws {
    let text = "a b+c&d=e%f/ü🐈\"'<>"
    #expect(try FormFields(urlencoded: "t=\(PercentCoding.encode(text))".utf8)["t"] == text)
  }
}
