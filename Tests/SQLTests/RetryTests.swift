import Testing

@testable import SQL

@Suite("Trying again") struct RetryTests {
  @Test("happens three times, later and later, for failures that pass")
  func threeTimes() {
    var retry = Retry()
    for milliseconds in [100, 200, 400] {
      #expect(retry.delay(after: .transient(""), at: .committing, elapsed: .zero, chance: 0.5) == .milliseconds(milliseconds))
    }
    #expect(retry.delay(after: .transient(""), at: .beforeCommit, elapsed: .zero, chance: 0.5) == nil)
  }

  @Test("spreads: half to one and a half of the delay")
  func jitter() {
    for (chance, milliseconds) in [(0.0, 50), (1.0, 150), (9.0, 150)] {
      var retry = Retry()
      #expect(retry.delay(after: .transient(""), at: .beforeCommit, elapsed: .zero, chance: chance) == .milliseconds(milliseconds))
    }
  }

  @Test("does not happen when the commit may have happened, the caller has waited enough, or it would fail again")
  func never() {
    func delay(_ error: SQLError, _ stage: Retry.Stage, _ elapsed: Duration = .zero) -> Duration? {
      var retry = Retry()
      return retry.delay(after: error, at: stage, elapsed: elapsed, chance: 0.5)
    }
    #expect(delay(.unavailable(""), .beforeCommit) == .milliseconds(100))
    #expect(delay(.unavailable(""), .committing) == nil)
    #expect(delay(.unavailable(""), .beforeCommit, .seconds(2)) == nil)
    for error: SQLError in [
      .uniqueViolation(index: "x"), .circuitOpen(retryAfter: .seconds(1)), .overloaded, .closed, .diskFull, .statement("x"),
    ] { #expect(delay(error, .beforeCommit) == nil) }
  }
}
