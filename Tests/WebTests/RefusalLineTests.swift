import Core
import Engine
import Telemetry
import Testing

@testable import Web

@Suite("Refused requests in the log") struct RefusedRequests {
  private func lines(_ door: Doorway, with word: String) -> [Substring] {
    _ = door.sink.flush()
    return door.lines.text.split(separator: "\n").filter { $0.contains(word) }
  }

  @Test func beyondTwentyASecondTheyAreOneLine() async {
    let door = Doorway()
    for _ in 0..<500 { _ = await door.send(.get, "/nowhere") }
    for _ in 0..<30 { _ = await door.send(.get, "/nowhere", peer: "2001:db8::1") }
    for _ in 0..<30 { _ = await door.send(.get, "/nowhere", peer: "2001:db8::2") }
    #expect(lines(door, with: "\"status\":").count == 40)
    door.clock.advance(by: .seconds(1))
    _ = await door.send(.get, "/nowhere")
    let sums = lines(door, with: "requests refused")
    func total(_ address: String) -> Int {
      sums.filter { $0.contains(address) }.compactMap { $0.firstMatch(of: /"count":(\d+)/).flatMap { Int($0.1) } }.reduce(0, +)
    }
    // One each, unless a second of the real clock has passed meanwhile.
    #expect(sums.count >= 2 && sums.count < 20)
    #expect(total("203.0.113.1") == 480 && total("2001:db8:0:0::/64") == 40)
    #expect(lines(door, with: "\"status\":").count == 41)
  }

  @Test func whatIsAnsweredAndWhatFailsKeepsItsLines() async {
    let door = Doorway()
    for _ in 0..<30 { _ = await door.send(.get, "/page") }
    for _ in 0..<30 { _ = await door.send(.get, "/fails/storage") }
    #expect(lines(door, with: "\"status\":200").count == 30)
  }

  @Test(.timeLimit(.minutes(1))) func theLastSumIsWrittenThoughNobodyComes() async throws {
    let door = Doorway()
    for _ in 0..<100 { _ = await door.send(.get, "/nowhere") }
    while lines(door, with: "requests refused").isEmpty { try await Task.sleep(for: .milliseconds(50)) }
    #expect(lines(door, with: "requests refused").count == 1)
  }

  @Test func theirNumberOfAddressesIsBounded() async {
    let door = Doorway()
    let refusals = RefusalLines(log: .silent)
    for index in 0..<(RefusalLines.mostAddresses + 100) {
      let isWritten = refusals.admit(from: "10.\(index >> 16).\(index >> 8 & 255).\(index & 255)", at: door.clock.now)
      #expect(isWritten == (index < RefusalLines.mostAddresses + RefusalLines.perSecond))
    }
  }
}
