import HTTP
import Testing

@Suite("Numbers of others") struct ForeignNumbers {
  @Test(arguments: [("0", 0), ("7", 7), ("007", 7), ("999999999999999999", 999_999_999_999_999_999)] as [(String, Int64)])
  func areDigits(_ text: String, _ value: Int64) { #expect(ForeignNumber.parse(text) == value) }

  @Test(arguments: ["", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1e3", "1000000000000000000", "9223372036854775808", "\u{661}", "1\u{301}"])
  func andNothingElse(_ text: String) { #expect(ForeignNumber.parse(text) == nil) }

  @Test func rangesFitTheirFile() {
    #expect(ContentRange("bytes 0-4/10") == .part(0..<5, of: 10))
    #expect(ContentRange("bytes 9-9/10") == .part(9..<10, of: 10))
    #expect(ContentRange("bytes 2-5/*") == .part(2..<6, of: nil))
    #expect(ContentRange("bytes */10") == .unsatisfied(of: 10))
    #expect(
      ContentRange("bytes 0-999999999999999998/999999999999999999") == .part(0..<999_999_999_999_999_999, of: 999_999_999_999_999_999))
  }

  @Test(arguments: [
    "", "bytes", "bytes ", "bytes 0-4/-7", "bytes 5-4/10", "bytes 0-10/10", "bytes */*", "bytes -4/10", "bytes 0-/10", "bytes 0-4",
    "bytes 0-9223372036854775807/9223372036854775807", "bytes 0-4/10/2", "items 0-4/10", "bytes  0-4/10", "bytes +0-4/10",
  ])
  func otherwiseTheyAreNone(_ header: String) { #expect(ContentRange(header) == nil) }
}
