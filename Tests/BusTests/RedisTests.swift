import RedisTesting
import Synchronization
import System
import Testing

@testable import Bus

/// What a test hears, in order.
private final class Heard: Sendable {
  private let heard = Mutex<[[UInt8]]>([])
  private let begun = Atomic<Int>(0)
  var all: [[UInt8]] { heard.withLock { $0 } }
  var beginnings: Int { begun.load(ordering: .relaxed) }
  func receive(_ message: [UInt8]) { heard.withLock { $0.append(message) } }
  func began() { begun.wrappingAdd(1, ordering: .relaxed) }
}

private func eventually(_ what: String, within time: Duration = .seconds(20), _ happened: () -> Bool) async throws {
  let deadline = ContinuousClock.now + time
  while !happened() {
    guard ContinuousClock.now < deadline else {
      Issue.record("never: \(what)")
      return
    }
    try await Task.sleep(for: .milliseconds(2))
  }
}

/// Of the nodes of one community.
private let ours = RedisNamespace(id: "ours", key: [UInt8](repeating: 7, count: 32))

private func number(_ value: Int) -> [UInt8] { Array("\(value)".utf8) }

@Suite struct NodesOnRedis {
  private func listen(_ bus: RedisBus, to channel: String, _ heard: Heard) -> BusSubscription {
    bus.subscribe(to: channel, ready: { heard.began() }, { heard.receive($0) })
  }

  @Test func hearEachOtherInOrderAndNotThemselves() async throws {
    let redis = try RedisServer()
    let endpoint = try RedisEndpoint(url: redis.url())
    let (a, b) = (RedisBus(node: "a", in: ours, on: endpoint), RedisBus(node: "b", in: ours, on: endpoint))
    let (atA, atB, elsewhere) = (Heard(), Heard(), Heard())
    let subscriptions = [listen(a, to: "x", atA), listen(b, to: "x", atB), listen(b, to: "y", elsewhere)]
    try await eventually("listening") { atA.beginnings > 0 && atB.beginnings > 0 && elsewhere.beginnings > 0 }
    for value in 0..<5_000 { a.publish(number(value), to: "x") }
    b.publish([0, 255, 13, 10], to: "x")
    try await eventually("everything heard") { atB.all.count >= 5_000 && !atA.all.isEmpty }
    #expect(atB.all == (0..<5_000).map(number))
    #expect(atA.all == [[0, 255, 13, 10]])
    #expect(elsewhere.all.isEmpty)
    #expect(b.traffic.received == 5_000)
    try await eventually("all counted") { a.traffic.published == 5_000 }
    #expect(a.traffic.dropped == 0)
    subscriptions.forEach { $0.cancel() }
  }

  @Test func communitiesOnOneServerNeverHearEachOther() async throws {
    let redis = try RedisServer()
    let endpoint = try RedisEndpoint(url: redis.url())
    let theirs = RedisNamespace(id: "theirs", key: [UInt8](repeating: 7, count: 32))
    let sameName = RedisNamespace(id: "ours", key: [UInt8](repeating: 8, count: 32))
    let news = Mutex<[UInt64]>([])
    let a = RedisBus(node: "a", in: ours, on: endpoint)
    let b = RedisBus(node: "b", in: ours, on: endpoint, refused: { count in news.withLock { $0.append(count) } })
    let others = [RedisBus(node: "c", in: theirs, on: endpoint), RedisBus(node: "d", in: sameName, on: endpoint)]
    let (atB, elsewhere) = (Heard(), [Heard(), Heard()])
    let subscriptions = [listen(b, to: "x", atB)] + zip(others, elsewhere).map { listen($0, to: "x", $1) }
    try await eventually("listening") { atB.beginnings > 0 && elsewhere.allSatisfy { $0.beginnings > 0 } }
    for value in 0..<500 { for other in others { other.publish(number(value), to: "x") } }
    try await eventually("published") { others.allSatisfy { $0.traffic.published == 500 } }
    a.publish([1], to: "x")
    try await eventually("heard") { atB.all == [[1]] }
    // The one hears nothing at all, the other is refused as it refuses.
    try await eventually("refused") { others[1].traffic.refused == 1 }
    #expect(elsewhere.allSatisfy(\.all.isEmpty) && others[0].traffic.refused == 0)
    #expect(b.traffic.refused == 500 && b.traffic.received == 1)
    #expect(news.withLock { $0 } == [1], "told once, and again in a minute")
    subscriptions.forEach { $0.cancel() }
  }

  @Test func whatIsRecordedAndPlayedAgainIsRefused() async throws {
    let redis = try RedisServer()
    let endpoint = try RedisEndpoint(url: redis.url())
    let (a, b) = (RedisBus(node: "a", in: ours, on: endpoint), RedisBus(node: "b", in: ours, on: endpoint))
    let heard = Heard()
    let subscription = listen(b, to: "x", heard)
    try await eventually("listening") { heard.beginnings > 0 }
    for value in 0..<3 { a.publish(number(value), to: "x") }
    try await eventually("heard") { heard.all.count == 3 }
    // A message of node `a`, which has come already: made here as it was made there.
    let channel = ours.name("bus:0:x")
    for played in 1...3 as ClosedRange<UInt64> {
      let sealed = SealedMessage.seal(
        number(Int(played) - 1), from: Array("a".utf8), as: played, on: Array(channel.utf8), with: ours.authenticator)
      let hex = sealed.map { "\\" + String($0) }.joined()
      let reply = RedisScript("return redis.call('PUBLISH', KEYS[1], '\(hex)')", on: endpoint)
      try await eventually("connecting") { reply.health.isConnected }
      _ = try await reply.run(keys: [channel], [], timeout: .seconds(5))
    }
    try await eventually("refused") { b.traffic.refused == 3 }
    #expect(heard.all.count == 3)
    subscription.cancel()
  }

  @Test func nodesWhoseNamesBeginAlikeAreDifferent() async throws {
    let redis = try RedisServer()
    let endpoint = try RedisEndpoint(url: redis.url())
    let (a, b) = (RedisBus(node: "n1", in: ours, on: endpoint), RedisBus(node: "n12", in: ours, on: endpoint))
    let heard = Heard()
    let subscription = listen(a, to: "x", heard)
    try await eventually("listening") { heard.beginnings > 0 }
    b.publish([7], to: "x")
    try await eventually("heard") { heard.all == [[7]] }
    subscription.cancel()
  }

  @Test func goOnAfterAServerWasKilledAndDropWhatNobodyCanCarry() async throws {
    let redis = try RedisServer()
    let endpoint = try RedisEndpoint(url: redis.url())
    let changes = Mutex<[RedisChange]>([])
    let a = RedisBus(node: "a", in: ours, on: endpoint) { side, change in if side == .publishing { changes.withLock { $0.append(change) } }
    }
    let b = RedisBus(node: "b", in: ours, on: endpoint)
    let heard = Heard()
    let subscription = listen(b, to: "x", heard)
    try await eventually("listening") { heard.beginnings > 0 && a.health(of: .publishing).isConnected }
    redis.kill()
    try await eventually("noticing") {
      a.health(of: .publishing).state != .closed && !a.health(of: .publishing).isConnected && b.health(of: .listening).state != .closed
    }
    // What is published meanwhile waits for a while, up to a bound, and never holds up the publisher.
    let began = ContinuousClock.now
    for _ in 0..<60_000 { a.publish([1], to: "elsewhere") }
    #expect(ContinuousClock.now - began < .seconds(5))
    #expect(a.traffic.dropped >= 10_000)
    try redis.start()
    try await eventually("listening again") { heard.beginnings > 1 && a.health(of: .publishing).isConnected }
    // What waited has gone out or been dropped; one by one it makes room.
    try await eventually("emptying") { a.traffic.published + a.traffic.dropped == 60_000 }
    a.publish([2], to: "x")
    try await eventually("heard") { heard.all == [[2]] }
    #expect(a.health(of: .publishing).reconnects == 1 && a.health(of: .publishing).failures >= 1)
    #expect(a.health(of: .publishing).state == .closed)
    let told = changes.withLock { $0 }
    // One outage is told once, however many attempts there were.
    #expect(told.count == 3 && told.first == .connected && told.last == .connected)
    subscription.cancel()
  }

  @Test func aServerThatStallsIsTakenForGone() async throws {
    let redis = try RedisServer()
    let bus = RedisBus(node: "a", in: ours, on: try RedisEndpoint(url: redis.url()))
    try await eventually("connecting") { bus.health(of: .publishing).isConnected }
    redis.stall()
    bus.publish([1], to: "x")
    try await eventually("noticing") { !bus.health(of: .publishing).isConnected }
    redis.go()
    try await eventually("coming back") { bus.health(of: .publishing).isConnected }
  }

  @Test func passwordsAndDatabasesAreUsed() async throws {
    let redis = try RedisServer(password: "p@ss-word")
    let url = redis.url(database: 3).replacing("p@ss", with: "p%40ss")
    let (a, b) = (
      RedisBus(node: "a", in: ours, on: try RedisEndpoint(url: url)), RedisBus(node: "b", in: ours, on: try RedisEndpoint(url: url))
    )
    let stranger = RedisBus(node: "c", in: ours, on: try RedisEndpoint(url: url.replacing("/3", with: "/4")))
    let (heard, apart) = (Heard(), Heard())
    let subscriptions = [listen(b, to: "x", heard), listen(stranger, to: "x", apart)]
    try await eventually("listening") { heard.beginnings > 0 && apart.beginnings > 0 }
    a.publish([9], to: "x")
    try await eventually("heard") { heard.all == [[9]] }
    #expect(apart.all.isEmpty)
    let wrong = Mutex<[RedisChange]>([])
    let refused = RedisBus(node: "d", in: ours, on: try RedisEndpoint(url: "redis://:wrong@127.0.0.1:\(redis.port)")) { _, change in
      wrong.withLock { $0.append(change) }
    }
    try await eventually("saying why") {
      wrong.withLock { $0.contains { if case .lost(let why) = $0 { why.contains("WRONGPASS") } else { false } } }
    }
    refused.close()
    subscriptions.forEach { $0.cancel() }
  }

  @Test func aCancelledSubscriptionHearsNothingAndAnotherGoesOn() async throws {
    let redis = try RedisServer()
    let endpoint = try RedisEndpoint(url: redis.url())
    let (a, b) = (RedisBus(node: "a", in: ours, on: endpoint), RedisBus(node: "b", in: ours, on: endpoint))
    let (ended, lasting) = (Heard(), Heard())
    let (first, second) = (listen(b, to: "x", ended), listen(b, to: "x", lasting))
    try await eventually("listening") { lasting.beginnings > 0 }
    first.cancel()
    a.publish([1], to: "x")
    try await eventually("heard") { lasting.all == [[1]] }
    #expect(ended.all.isEmpty)
    second.cancel()
  }
}

@Suite struct ScriptsOnRedis {
  @Test func runAtomicallyAndSurviveBeingForgotten() async throws {
    let redis = try RedisServer()
    let endpoint = try RedisEndpoint(url: redis.url())
    let scripts = (0..<2).map { _ in RedisScript("return redis.call('INCRBY', KEYS[1], ARGV[1])", on: endpoint) }
    try await eventually("connecting") { scripts.allSatisfy { $0.health.isConnected } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<500 {
        group.addTask { _ = try await scripts[number % 2].run(keys: ["k"], ["2"], timeout: .seconds(5)) }
      }
      try await group.waitForAll()
    }
    let flush = RedisScript("redis.call('SCRIPT', 'FLUSH')", on: endpoint)
    try await eventually("connecting") { flush.health.isConnected }
    // A server may refuse that to scripts; then there is nothing to survive.
    _ = try? await flush.run(keys: [], [], timeout: .seconds(5))
    #expect(try await scripts[0].run(keys: ["k"], ["0"], timeout: .seconds(5)) == .integer(1_000))
  }

  @Test func failAtOnceWithoutAServerAndInTimeWithAStalledOne() async throws {
    let redis = try RedisServer()
    let script = RedisScript("return 1", on: try RedisEndpoint(url: redis.url()))
    try await eventually("connecting") { script.health.isConnected }
    redis.stall()
    await #expect(throws: RedisScript.Failure.timedOut) { try await script.run(keys: [], [], timeout: .milliseconds(50)) }
    redis.go()
    redis.kill()
    try await eventually("noticing") { !script.health.isConnected }
    await #expect(throws: RedisScript.Failure.unreachable) { try await script.run(keys: [], [], timeout: .seconds(60)) }
  }

  @Test func sayWhatTheServerHasAgainstThem() async throws {
    let redis = try RedisServer()
    let script = RedisScript("return redis.call('LPUSH', 'x')", on: try RedisEndpoint(url: redis.url()))
    try await eventually("connecting") { script.health.isConnected }
    do {
      _ = try await script.run(keys: [], [], timeout: .seconds(5))
      Issue.record("It ran")
    } catch { #expect("\(error)".hasPrefix("refused(\"ERR")) }
  }
}
