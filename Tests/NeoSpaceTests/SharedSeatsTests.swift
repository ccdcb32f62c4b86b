import Bus
import Core
import RedisTesting
import Testing

@testable import NeoSpace

@Suite struct SocketsOnSeveralNodes {
  private static let ours = RedisNamespace(id: "ours", key: [UInt8](repeating: 7, count: 32))

  /// - Parameter life: how long what the first of them has said counts.
  private func nodes(
    _ redis: RedisServer, in namespace: RedisNamespace = ours, life: Duration = .seconds(35)
  ) async throws -> [SharedSeats] {
    let endpoint = try RedisEndpoint(url: redis.url())
    let seats = ["a", "b", "c"].map { name in
      SharedSeats(in: namespace, on: endpoint, node: name, life: name == "a" ? life : .seconds(35), patience: .seconds(20))
    }
    let deadline = ContinuousClock.now + .seconds(20)
    while !seats.allSatisfy(\.health.isConnected) {
      guard ContinuousClock.now < deadline else { throw RedisServer.Failure.doesNotAnswer(port: redis.port) }
      try await Task.sleep(for: .milliseconds(2))
    }
    return seats
  }

  /// What was given comes through in its own time.
  private func comesFree(_ node: SharedSeats, _ user: UserID) async throws -> Bool {
    for _ in 0..<3_000 {
      if await node.take(user, limit: 10) { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  @Test func areTenHoweverManyAskAtOnce() async throws {
    let redis = try RedisServer()
    let nodes = try await nodes(redis)
    let taken = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<60 { group.addTask { await nodes[number % 3].take(UserID(1), limit: 10) } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(taken == 10)
    #expect(await nodes[0].take(UserID(2), limit: 10))
    for node in nodes { node.give(UserID(1)) }
    #expect(try await comesFree(nodes[2], UserID(1)))
  }

  @Test func ofANodeThatDiedComeFreeAndWhatWasLostIsMadeGood() async throws {
    let redis = try RedisServer()
    // Long enough that all ten are taken within it on a machine that has much else to do.
    let nodes = try await nodes(redis, life: .seconds(10))
    for _ in 0..<10 { #expect(await nodes[0].take(UserID(1), limit: 10)) }
    #expect(await !nodes[1].take(UserID(1), limit: 10))
    // The second goes on saying what it has, the first says nothing more.
    await nodes[1].tell([UserID(1): 4, UserID(2): 10])
    #expect(try await comesFree(nodes[2], UserID(1)))
    await nodes[1].tell([UserID(1): 9])
    #expect(await !nodes[2].take(UserID(1), limit: 10))
  }

  @Test func areNotSharedWithAnotherCommunity() async throws {
    let redis = try RedisServer()
    for namespace in [Self.ours, RedisNamespace(id: "theirs", key: [UInt8](repeating: 7, count: 32))] {
      let node = try await nodes(redis, in: namespace)[0]
      for _ in 0..<10 { #expect(await node.take(UserID(1), limit: 10)) }
      #expect(await !node.take(UserID(1), limit: 10))
    }
  }

  /// What others may have put under the key takes no member's place.
  @Test(arguments: [
    "redis.call('SET', KEYS[1], 'x')", "redis.call('HSET', KEYS[1], 'x', 'x')", "redis.call('HSET', KEYS[1], 'x', '99 99999999999999999')",
    "redis.call('HSET', KEYS[1], 'x', '99999999999999999999999 1')", "redis.call('HSET', KEYS[1], 'x', '-5 99')",
    "redis.call('HSET', KEYS[1], 'a', 'x')", "redis.call('LPUSH', KEYS[1], 'x')",
  ])
  func standWhateverIsFoundUnderTheirKeys(forgery: String) async throws {
    let redis = try RedisServer()
    let node = try await nodes(redis)[0]
    let script = RedisScript(forgery, on: try RedisEndpoint(url: redis.url()))
    for _ in 0..<2_000 where !script.health.isConnected { try await Task.sleep(for: .milliseconds(10)) }
    _ = try await script.run(keys: [Self.ours.key("sockets", of: "user:1")], [], timeout: .seconds(20))
    for _ in 0..<10 { #expect(await node.take(UserID(1), limit: 10)) }
    #expect(await !node.take(UserID(1), limit: 10))
  }

  @Test func areCountedPerNodeWithoutRedis() async throws {
    let redis = try RedisServer()
    let node = try await nodes(redis)[0]
    for _ in 0..<10 { #expect(await node.take(UserID(1), limit: 10)) }
    redis.kill()
    #expect(await node.take(UserID(1), limit: 10))
  }
}
