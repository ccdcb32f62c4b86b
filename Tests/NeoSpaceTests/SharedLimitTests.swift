import Bus
import Core
import RedisTesting
import Synchronization
import Testing

@testable import NeoSpace

@Suite struct LimitsOfSeveralNodes {
  private let now = Timestamp.systemNow()

  private func connected(_ redis: RedisServer, _ count: Int, patience: Duration = .seconds(30)) async throws -> [SharedRateLimiter] {
    let endpoint = try RedisEndpoint(url: redis.url())
    let limiters = (0..<count).map { _ in SharedRateLimiter(on: endpoint, patience: patience) }
    let deadline = ContinuousClock.now + .seconds(20)
    while !limiters.allSatisfy(\.health.isConnected) {
      guard ContinuousClock.now < deadline else { throw RedisServer.Failure.doesNotAnswer(port: redis.port) }
      try await Task.sleep(for: .milliseconds(2))
    }
    return limiters
  }

  @Test func countTogetherHoweverManyAskAtOnce() async throws {
    let redis = try RedisServer()
    let nodes = try await connected(redis, 3)
    let limit = Limit("post", .minute(60), .seconds(5, 20))
    let admitted = await withTaskGroup(of: Admission.self) { group in
      for number in 0..<150 { group.addTask { await nodes[number % 3].admit(limit, for: .user(UserID(7)), now: now) } }
      return await group.reduce(into: [Admission]()) { $0.append($1) }
    }
    #expect(admitted.count { $0 == .allowed } == 20)
    for case .refused(let wait) in admitted { #expect(wait > .zero && wait <= .seconds(5)) }
    // Others, and other limits, are counted apart.
    #expect(await nodes[0].admit(limit, for: .user(UserID(8)), now: now) == .allowed)
    #expect(await nodes[0].admit(Limit("edit", .minute(1)), for: .user(UserID(7)), now: now) == .allowed)
  }

  @Test func allowAgainWhenTheyHadSaidAndNeverMoreInAnySpan() async throws {
    let redis = try RedisServer()
    let nodes = try await connected(redis, 2)
    let limit = Limit("short", Limit.Window(3, per: .milliseconds(300)), Limit.Window(5, per: .seconds(1)))
    // Each was counted somewhere between the two.
    var moments: [(before: ContinuousClock.Instant, after: ContinuousClock.Instant)] = []
    var turn = 0
    while moments.count < 16, turn < 200 {
      turn += 1
      let before = ContinuousClock.now
      switch await nodes[turn % 2].admit(limit, for: .address("::1"), now: now) {
      case .allowed: moments.append((before, .now))
      case .refused(let wait): try await Task.sleep(for: wait)
      }
    }
    #expect(moments.count == 16)
    for window in limit.windows {
      for index in window.count..<moments.count {
        #expect(moments[index].after - moments[index - window.count].before >= window.span)
      }
    }
  }

  @Test func goOnPerNodeWithoutRedisFromWhatTheyHadLetThrough() async throws {
    let redis = try RedisServer()
    let node = try await connected(redis, 1, patience: .milliseconds(250))[0]
    let limit = Limit("post", .minute(5))
    for _ in 0..<3 { #expect(await node.admit(limit, for: .user(UserID(1)), now: now) == .allowed) }
    redis.stall()
    #expect(await node.admit(limit, for: .user(UserID(1)), now: now) == .allowed)
    redis.go()
    redis.kill()
    #expect(await node.admit(limit, for: .user(UserID(1)), now: now) == .allowed)
    #expect(await node.admit(limit, for: .user(UserID(1)), now: now) != .allowed)
  }
}
