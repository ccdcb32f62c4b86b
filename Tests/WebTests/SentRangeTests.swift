import Testing

@testable import Web

@Suite struct SentRangeTests {
  @Test("is read from digits alone, and few enough of them")
  func ranges() {
    #expect(SentRange("bytes 4000-5003/5004").map { [$0.bytes.lowerBound, $0.bytes.upperBound, $0.size] } == [4_000, 5_004, 5_004])
    #expect(SentRange("bytes 0-0/*").map { $0.size == nil && $0.bytes == 0..<1 } == true)
    for bad in [
      "", "bytes", "bytes */5", "bytes 0-4/-7", "bytes 5-4/9", "bytes 0-99999999999999999999/5", "bytes -1-4/9", "bytes 0-4", "bytes 0-4/x",
      "octets 0-4/9", "bytes 0-4/9/9", "bytes +0-4/9",
    ] {
      #expect(SentRange(bad) == nil, "\(bad)")
    }
  }
}
