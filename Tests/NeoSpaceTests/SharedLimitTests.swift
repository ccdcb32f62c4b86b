import Bus
import Core
import RedisTesting
import Synchronization
import Testing

@testable import NeoSpace

@Suite struct LimitsOfSeveralNodes {
  private let now = Timestamp.systemNow()

  private static let ours = RedisNamespace(id: "ours", key: [UInt8](repeating: 7, count: 32))

  private func connected(
    _ redis: RedisServer, _ count: Int, in namespace: RedisNamespace = ours, patience: Duration = .seconds(30)
  ) async throws -> [SharedRateLimiter] {
    let endpoint = try RedisEndpoint(url: redis.url())
    let limiters = (0..<count).map { _ in SharedRateLimiter(in: namespace, on: endpoint, patience: patience) }
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
    let limit = Limit("post", .minute(60), .seconds(5, 20), meaning: "Tests")
    let admitted = await withTaskGroup(of: Admission.self) { group in
      for number in 0..<150 { group.addTask { await nodes[number % 3].admit(limit, for: .user(UserID(7)), now: now) } }
      return await group.reduce(into: [Admission]()) { $0.append($1) }
    }
    #expect(admitted.count { $0 == .allowed } == 20)
    for case .refused(let wait) in admitted { #expect(wait > .zero && wait <= .seconds(5)) }
    // Others, and other limits, are counted apart.
    #expect(await nodes[0].admit(limit, for: .user(UserID(8)), now: now) == .allowed)
    #expect(await nodes[0].admit(Limit("edit", .minute(1), meaning: "Tests"), for: .user(UserID(7)), now: now) == .allowed)
  }

  @Test func whatWeighsMoreCountsOnAllNodesAtOnceOrNotAtAll() async throws {
    let redis = try RedisServer()
    let nodes = try await connected(redis, 2)
    let limit = Limit("kilobytes", .minute(10), meaning: "Tests")
    func weigh(_ weight: Int, on node: Int) async -> Bool {
      await nodes[node].admit(limit, weight: weight, for: .user(UserID(7)), now: now) == .allowed
    }
    #expect(await weigh(6, on: 0))
    #expect(await !weigh(5, on: 1))
    #expect(await weigh(4, on: 1))
    #expect(await !weigh(1, on: 0))
    // More than the whole limit counts as the whole limit, once it is empty.
    #expect(await nodes[0].admit(limit, weight: 25, for: .user(UserID(8)), now: now) == .allowed)
    #expect(await nodes[1].admit(limit, weight: 1, for: .user(UserID(8)), now: now) != .allowed)
  }

  @Test func allowAgainWhenTheyHadSaidAndNeverMoreInAnySpan() async throws {
    let redis = try RedisServer()
    let nodes = try await connected(redis, 2)
    let limit = Limit("short", Limit.Window(3, per: .milliseconds(300)), Limit.Window(5, per: .seconds(1)), meaning: "Tests")
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

  @Test func areNotSharedWithAnotherCommunity() async throws {
    let redis = try RedisServer()
    let others = ["theirs", "ours"].map { RedisNamespace(id: $0, key: [UInt8](repeating: 8, count: 32)) }
    let limit = Limit("post", .minute(1), meaning: "Tests")
    for namespace in [Self.ours] + others {
      let node = try await connected(redis, 1, in: namespace)[0]
      #expect(await node.admit(limit, for: .user(UserID(7)), now: now) == .allowed)
      #expect(await node.admit(limit, for: .user(UserID(7)), now: now) != .allowed)
    }
    let names = try await keys(on: redis)
    #expect(names.count == 3 && names.allSatisfy { $0.hasPrefix("neospace:") })
  }

  @Test func nameNobodyInTheirKeys() async throws {
    let redis = try RedisServer()
    let node = try await connected(redis, 1)[0]
    for subject in [LimitSubject.address("203.0.113.7"), .name("ada@example.org"), .user(UserID(424_242))] {
      #expect(await node.admit(Limit("sign_in", .minute(1), meaning: "Tests"), for: subject, now: now) == .allowed)
    }
    let keys = try await keys(on: redis)
    #expect(keys.count == 3)
    for key in keys {
      #expect(key.hasPrefix("neospace:ours:limit:sign_in:") && key.count == "neospace:ours:limit:sign_in:".count + 32)
      for secret in ["203.0", "ada", "424242"] { #expect(!key.contains(secret)) }
    }
  }

  /// What others may have put under the key: it neither stops the node nor keeps the member out for longer than the limit's span.
  @Test(arguments: [
    "redis.call('SET', KEYS[1], 'x')", "redis.call('LPUSH', KEYS[1], 'x')", "redis.call('LPUSH', KEYS[1], '9223372036854775807')",
    "redis.call('LPUSH', KEYS[1], '1e400')", "redis.call('LPUSH', KEYS[1], '-1e400')", "redis.call('LPUSH', KEYS[1], 'nan')",
    "redis.call('LPUSH', KEYS[1], '')", "redis.call('RPUSH', KEYS[1], '0', 'x')", "redis.call('RPUSH', KEYS[1], '0', '1e300')",
    "redis.call('HSET', KEYS[1], 'a', 'b')", "redis.call('LPUSH', KEYS[1], '-9223372036854775808')",
  ])
  func standWhateverIsFoundUnderTheirKeys(forgery: String) async throws {
    let redis = try RedisServer()
    let node = try await connected(redis, 1)[0]
    let limit = Limit("post", .minute(2), meaning: "Tests")
    _ = try await run(forgery, [Self.ours.key("limit:post", of: "user:7")], on: redis)
    var allowed = 0
    for _ in 0..<6 {
      switch await node.admit(limit, for: .user(UserID(7)), now: now) {
      case .allowed: allowed += 1
      case .refused(let wait): #expect(wait > .zero && wait <= .seconds(60))
      }
    }
    #expect(allowed <= 2)
  }

  private func keys(on redis: RedisServer) async throws -> [String] {
    guard case .array(let keys) = try await run("return redis.call('KEYS', '*')", [], on: redis) else { return [] }
    return keys.compactMap(\.text)
  }

  private func run(_ script: String, _ keys: [String], on redis: RedisServer) async throws -> RedisReply {
    let script = RedisScript(script, on: try RedisEndpoint(url: redis.url()))
    let deadline = ContinuousClock.now + .seconds(20)
    while !script.health.isConnected {
      guard ContinuousClock.now < deadline else { throw RedisServer.Failure.doesNotAnswer(port: redis.port) }
      try await Task.sleep(for: .milliseconds(2))
    }
    return try await script.run(keys: keys, [], timeout: .seconds(20))
  }

  @Test func goOnPerNodeWithoutRedisFromWhatTheyHadLetThrough() async throws {
    let redis = try RedisServer()
    let node = try await connected(redis, 1, patience: .milliseconds(250))[0]
    let limit = Limit("post", .minute(5), meaning: "Tests")
    for _ in 0..<3 { #expect(await node.admit(limit, for: .user(UserID(1)), now: now) == .allowed) }
    redis.stall()
    #expect(await node.admit(limit, for: .user(UserID(1)), now: now) == .allowed)
    redis.go()
    redis.kill()
    #expect(await node.admit(limit, for: .user(UserID(1)), now: now) == .allowed)
    #expect(await node.admit(limit, for: .user(UserID(1)), now: now) != .allowed)
  }
}
