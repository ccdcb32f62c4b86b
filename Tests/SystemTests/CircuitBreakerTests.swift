import System
import Testing

@Suite("A circuit breaker") struct CircuitBreakerTests {
  static let policy = CircuitBreaker.Policy(threshold: 5, firstWait: .seconds(1), longestWait: .seconds(60))

  static func opened(at now: Duration = .zero) -> CircuitBreaker {
    var breaker = CircuitBreaker(Self.policy)
    for _ in 0..<Self.policy.threshold { breaker.failed(at: now) }
    return breaker
  }

  @Test("opens after five failures in a row; one success between starts the count anew")
  func opens() {
    var breaker = CircuitBreaker(Self.policy)
    for _ in 0..<4 { breaker.failed(at: .zero) }
    breaker.succeeded(at: .zero)
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
    breaker.succeeded(at: .seconds(1))
    #expect(breaker.state == .closed && breaker.admit(at: .seconds(1)) == .proceed)
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
    breaker.succeeded(at: now)
    for _ in 0..<5 { breaker.failed(at: now) }
    #expect(breaker.admit(at: now) == .refused(retryAfter: .seconds(1)))
  }

  @Test(
    "whatever happens, refuses only with a wait, has one probe at a time, and never waits more than a minute",
    arguments: 0..<50 as Range<UInt64>)
  func anySchedule(seed: UInt64) {
    var random = SplitMix(state: seed)
    var breaker = CircuitBreaker(Self.policy)
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
        case .refused(let wait): #expect(before != .closed && wait > .zero && wait <= Self.policy.longestWait)
        }
      case 2:
        breaker.succeeded(at: now)
        inARow = 0
        #expect(breaker.state == (before == .open ? .open : .closed))
        if before == .halfOpen { hasProbe = false }
      default:
        breaker.failed(at: now)
        if before == .closed { inARow += 1 }
        if before == .halfOpen { hasProbe = false }
        #expect(before != .closed || (breaker.state == .open) == (inARow == Self.policy.threshold))
      }
      if breaker.state != .closed { inARow = 0 }
      #expect(hasProbe == (breaker.state == .halfOpen))
    }
  }

  @Test("that asks for proof waits longer each time until a connection has lasted")
  func proof() {
    let policy = CircuitBreaker.Policy(threshold: 1, firstWait: .milliseconds(100), longestWait: .seconds(2), proof: .seconds(5))
    var breaker = CircuitBreaker(policy)
    var now = Duration.zero
    var waits: [Duration] = []
    for _ in 0..<8 {
      breaker.failed(at: now)
      guard case .refused(let wait) = breaker.admit(at: now) else { return #expect(Bool(false), "one failure opens it") }
      waits.append(wait)
      now += wait
      #expect(breaker.admit(at: now - .milliseconds(1)) == .refused(retryAfter: .milliseconds(1)))
      #expect(breaker.admit(at: now) == .probe && breaker.state == .halfOpen)
    }
    #expect(waits == waits.sorted() && waits.last == policy.longestWait)

    breaker.succeeded(at: .seconds(50))
    var brief = breaker
    brief.failed(at: .milliseconds(50_001))
    #expect(brief.admit(at: .milliseconds(50_001)) == .refused(retryAfter: policy.longestWait))
    breaker.failed(at: .seconds(60))
    #expect(breaker.admit(at: .seconds(60)) == .refused(retryAfter: policy.firstWait))
  }
}

/// The same numbers for the same seed.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
