import Bus
import Core
import JSON
import Synchronization
import Testing

@testable import Live

/// What takes a right away is found in the database when no message has told of it.
@Suite struct RightsThatEndUnheard {
  private let room = RoomID(1)

  private func remove(_ user: Int64, _ house: LiveHouse) {
    house.history.rooms.withLock { _ = $0[room]!.members.remove(UserID(user)) }
  }

  @Test func aViewEndsWhenTheMembershipIsGone() async throws {
    let house = LiveHouse()
    house.open(1)
    let removed = try await house.socket(1), tab = try await house.socket(1), staying = try await house.socket(2)
    for socket in [removed, tab, staying] { await socket.join("r1") }
    await house.pass(until: "presence is told") { staying.wasTold("online", of: 1) || staying.wasTold("joined", of: 1) }
    remove(1, house)
    let took = await house.pass(until: "presence ends", step: .seconds(1)) { staying.wasTold("left", of: 1) }
    #expect(took <= .seconds(15))
    house.live.publish([LiveHouse.post(in: room, house.history)])
    #expect(staying.frames("new_message").count == 1)
    #expect(removed.frames("new_message").isEmpty && tab.frames("new_message").isEmpty)
  }

  @Test func aMemberWhoWasLetInAgainViewsOn() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    remove(1, house)
    // Joins again before anybody looked.
    await socket.join("r1")
    for _ in 0..<30 {
      house.time.advance(by: .seconds(1))
      try await Task.sleep(for: .milliseconds(1))
    }
    house.live.publish([LiveHouse.post(in: room, house.history)])
    #expect(socket.frames("new_message").count == 1)
  }

  @Test func anOutdatedMessageFromAnotherNodeEndsNothing() async throws {
    let exchange = LocalExchange(), time = TestTime(), history = TestHistory(), sessions = TestSessions()
    let one = LiveHouse(exchange: exchange, node: "n1", time: time, history: history, sessions: sessions)
    let two = LiveHouse(exchange: exchange, node: "n2", time: time, history: history, sessions: sessions)
    one.open(1)
    let socket = try await two.socket(1, session: "a")
    await socket.join("r1")
    for event in [
      NodeEvent.membershipEnded(room, UserID(1)), .banned(UserID(1)), .sessionRevoked(SessionID("a"), reason: "x"),
      .sessionsRevoked(UserID(1), except: nil, reason: "x"),
    ] { one.live.publish([Event(node: event)]) }
    try await Task.sleep(for: .milliseconds(50))
    one.live.publish([LiveHouse.post(in: room, history)])
    #expect(socket.close == nil && socket.frames("new_message").count == 1)
  }

  @Test func viewsEndWithThePermissionTheyRestOn() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1, session: "a"), other = try await house.socket(2)
    for each in [socket, other] { await each.join("r1") }
    house.sessions[SessionID("a")] = .success(
      Authenticated(member: LiveHouse.member(1, permissions: .none), session: SessionID("a"), expires: house.time.now + .days(1)))
    house.live.publish([Event(node: .memberChanged(UserID(1)))])
    await house.pass(until: "the room is not told any longer") {
      let before = socket.frames("new_message").count
      house.live.publish([LiveHouse.post(in: room, house.history)])
      return socket.frames("new_message").count == before
    }
    #expect(socket.close == nil && !other.frames("new_message").isEmpty)
  }

  @Test func aRemovedMemberCannotType() async throws {
    let house = LiveHouse()
    house.open(1)
    let removed = try await house.socket(1), staying = try await house.socket(2)
    for socket in [removed, staying] { await socket.join("r1") }
    await removed.say("typing", ["room": "r1", "on": true])
    #expect(staying.frames("typing").count == 1)
    remove(1, house)
    await removed.say("typing", ["room": "r1", "on": false])
    #expect(staying.frames("typing").count == 1)
  }

  @Test func aDatabaseThatCannotBeAskedEndsNoView() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    house.history.failures.withLock { $0 = 6 }
    await house.pass(until: "asked in vain", step: .seconds(1)) { house.history.failures.withLock { $0 } == 0 }
    house.live.publish([LiveHouse.post(in: room, house.history)])
    await house.pass(until: "told") { socket.frames("new_message").count == 1 }
  }
}

/// A bus that is away: nothing it is given arrives, until it says that it listens again.
final class LossyBus: Bus {
  let node = "n9"
  let reachesOthers = true
  private let ready: Mutex<(@Sendable () -> Void)?> = Mutex(nil)
  func publish(_ message: [UInt8], to channel: String) {}
  func subscribe(
    to channel: String, ready: @escaping @Sendable () -> Void, _ receive: @escaping @Sendable ([UInt8]) -> Void
  ) -> BusSubscription {
    self.ready.withLock { $0 = ready }
    return BusSubscription {}
  }
  func comesBack() { ready.withLock { $0 }?() }
}

@Suite struct TheReturnOfTheBus {
  @Test func showsAtOnceWhatWasMissed() async throws {
    let bus = LossyBus()
    let house = LiveHouse(bus: bus)
    house.open(1)
    let removed = try await house.socket(1), banned = try await house.socket(2, session: "b"),
      ended = try await house.socket(3, session: "c"),
      staying = try await house.socket(4)
    for socket in [removed, banned, ended, staying] { await socket.join("r1") }
    house.history.rooms.withLock { _ = $0[RoomID(1)]!.members.remove(UserID(1)) }
    house.sessions[SessionID("b")] = .success(
      Authenticated(
        member: LiveHouse.member(2, permissions: .none), session: SessionID("b"), expires: house.time.now + .days(1), isBanned: true))
    house.sessions[SessionID("c")] = .failure(AppError(.authInvalid, "ended"))
    bus.comesBack()
    // No time passes on the house's clock: nothing that looks every few seconds has looked.
    await eventually("closed") { banned.close?.code == 4403 && ended.close?.code == 4401 }
    #expect(house.sessions.forgotten.withLock { $0.contains("everything") })
    await eventually("the view is over") {
      let before = removed.frames("new_message").count
      house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
      return removed.frames("new_message").count == before
    }
    #expect(!staying.frames("new_message").isEmpty && staying.close == nil)
  }
}
