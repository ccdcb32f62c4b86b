import Testing

@testable import Bus

@Suite struct NamingARedisServer {
  @Test func readsWhatAURLSays() throws {
    let plain = try RedisEndpoint(url: "redis://cache.example")
    #expect((plain.host, plain.port, plain.database) == ("cache.example", 6379, 0) && plain.password == nil && plain.user == nil)
    let full = try RedisEndpoint(url: "redis://ada:s%40f%2Fe@10.0.0.7:7000/12")
    #expect((full.host, full.port, full.database) == ("10.0.0.7", 7000, 12) && full.password == "s@f/e" && full.user == "ada")
    #expect(try RedisEndpoint(url: "redis://:only@[::1]:7000/").host == "::1")
  }

  @Test(arguments: [
    "rediss://cache.example", "http://cache.example", "redis://", "redis://h/x", "redis://h/-1", "redis://h:70000", "redis://ada@h",
    "redis://h/1?x=2",
  ])
  func refusesWhatItCannotDo(url: String) {
    #expect(throws: RedisEndpoint.Unusable.self) { try RedisEndpoint(url: url) }
  }
}

@Suite struct TryingAFailedServerAgain {
  @Test func waitsLongerEachTimeUpToABound() {
    var breaker = RedisBreaker()
    var now = Duration.zero
    var waits: [Duration] = []
    #expect(breaker.admit(at: now) == .zero)
    for _ in 0..<8 {
      breaker.failed(at: now)
      #expect(breaker.state == .open)
      let wait = breaker.admit(at: now)
      waits.append(wait)
      now += wait
      #expect(breaker.admit(at: now - .milliseconds(1)) == .milliseconds(1))
      #expect(breaker.admit(at: now) == .zero && breaker.state == .halfOpen)
    }
    #expect(waits.allSatisfy { $0 > .zero && $0 <= RedisBreaker.longestWait } && waits == waits.sorted())
    #expect(waits.last == RedisBreaker.longestWait)
  }

  @Test func aConnectionThatLastedBeginsAnewAndAShortOneDoesNot() {
    var breaker = RedisBreaker()
    for attempt in 0..<4 {
      breaker.failed(at: .seconds(attempt * 10))
      _ = breaker.admit(at: .seconds(attempt * 10 + 9))
    }
    breaker.succeeded(at: .seconds(50))
    var brief = breaker
    brief.failed(at: .milliseconds(50_001))
    #expect(brief.admit(at: .milliseconds(50_001)) > RedisBreaker.firstWait)
    breaker.failed(at: .seconds(60))
    #expect(breaker.admit(at: .seconds(60)) == RedisBreaker.firstWait)
  }
}
