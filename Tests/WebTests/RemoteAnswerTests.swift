import HTTP
import Testing

@testable import Transfer
@testable import Web

@Suite("Answers of other servers") struct RemoteAnswers {
  private func part(_ status: Int, _ headers: [(name: String, value: String)], range: String? = "bytes=0-4") -> RemoteAnswer.Part? {
    RemoteAnswer(FetchHead(status: status, headers: headers)).part(of: FileRequest(range: range))
  }

  @Test func areBelievedWhenTheirNumbersFit() {
    #expect(part(206, [("Content-Range", "bytes 0-4/10"), ("Content-Length", "5")]) == .asSent(0..<5, of: 10))
    #expect(part(206, [("Content-Range", "bytes 0-4/10")]) == .asSent(0..<5, of: 10))
    #expect(part(200, [("Content-Length", "10")]) == .cut(0..<5, of: 10))
    #expect(part(200, []) == .whole)
    #expect(part(416, [("Content-Range", "bytes */10")]) == .beyond(10))
    #expect(part(200, [("Content-Length", "3")], range: "bytes=5-") == .beyond(3))
  }

  /// `0-4/-7` used to end the process.
  @Test(arguments: [
    "bytes 0-4/-7", "bytes 0-4/0", "bytes 0-4/4", "bytes 0-9223372036854775807/9223372036854775807", "bytes 4-0/10", "bytes 0-4/*",
    "bytes 0-3/10", "bytes -9223372036854775808-4/10", "nonsense",
  ])
  func areNoAnswerOtherwise(_ range: String) { #expect(part(206, [("Content-Range", range)]) == nil) }

  @Test func sayNothingWithNumbersThatAreNone() {
    for length in ["-1", "+5", "99999999999999999999", "5, 5", ""] {
      #expect(part(200, [("Content-Length", length)]) == .whole)
      #expect(RemoteAnswer(FetchHead(status: 200, headers: [("Content-Length", length)])).length == nil)
    }
    #expect(part(206, [("Content-Range", "bytes 0-4/10"), ("Content-Length", "6")]) == nil)
    #expect(part(416, [("Content-Range", "bytes */-1")]) == .beyond(nil))
  }
}
