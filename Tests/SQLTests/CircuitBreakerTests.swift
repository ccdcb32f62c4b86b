import Testing

@testable import SQL

@Suite("A circuit breaker") struct CircuitBreakerTests {
  static func opened(at now: Duration = .zero) -> CircuitBreaker {
    var breaker = CircuitBreaker()
    for _ in 0..<CircuitBreaker.threshold { breaker.failed(at: now) }
    return breaker
  }

  @Test("opens after five failures in a row; one success between starts the count anew")
  func opens() {
    var breaker = CircuitBreaker()
    for _ in 0..<4 { breaker.failed(at: .zero) }
    breaker.succeeded()
    for _ in 0..<4 { breaker.failed(at: .zero) }
    #expect(breaker.admit(at: .zero) == .proceed)
    breaker.failed(at: .seconds(3))
    #expect(breaker.state == .open)
    #expect(breaker.admit(at: .seconds(3.25)) == .refused(retryAfter: .seconds(0.75)))
  }

  @Test("lets one probe through when the wait is over, and closes when it succeeds")
  func probes() {
    var breaker = Self.opened()
    #expect(breaker.admit(at: .seconds(1)) == .probe)
    #expect(breaker.admit(at: .seconds(1)) == .refused(retryAfter: .seconds(1)))
    breaker.succeeded()
    #expect(breaker == CircuitBreaker())
  }

  @Test("doubles its wait with every probe that fails, up to a minute, and begins anew once closed")
  func doubles() {
    var breaker = Self.opened()
    var now = Duration.zero
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
      #expect(breaker.admit(at: now + .seconds(wait) - .milliseconds(1)) == .refused(retryAfter: .milliseconds(1)))
      now += .seconds(wait)
      #expect(breaker.admit(at: now) == .probe)
      breaker.failed(at: now)
    }
    #expect(breaker.admit(at: now + .seconds(60)) == .probe)
    breaker.succeeded()
    for _ in 0..<5 { breaker.failed(at: now) }
    #expect(breaker.admit(at: now) == .refused(retryAfter: .seconds(1)))
  }

  @Test(
    "whatever happens, refuses only with a wait, has one probe at a time, and never waits more than a minute",
    arguments: 0..<50 as Range<UInt64>)
  func anySchedule(seed: UInt64) {
    var random = Seeded(seed)
    var breaker = CircuitBreaker()
    var now = Duration.zero
    var inARow = 0
    var hasProbe = false
    for _ in 0..<2_000 {
      now += .milliseconds(Int.random(in: 0...3_000, using: &random))
      let before = breaker.state
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        switch breaker.admit(at: now) {
        case .proceed: #expect(before == .closed)
        case .probe:
          #expect(before == .open && !hasProbe)
          hasProbe = true
        case .refused(let wait): #expect(before != .closed && wait > .zero && wait <= CircuitBreaker.longestWait)
        }
      case 2:
        breaker.succeeded()
        inARow = 0
        #expect(breaker.state == (before == .open ? .open : .closed))
        if before == .halfOpen { hasProbe = false }
      default:
        breaker.failed(at: now)
        if before == .closed { inARow += 1 }
        if before == .halfOpen { hasProbe = false }
        #expect(before != .closed || (breaker.state == .open) == (inARow == CircuitBreaker.threshold))
      }
      if breaker.state != .closed { inARow = 0 }
      #expect(hasProbe == (breaker.state == .halfOpen))
    }
  }
}

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
