import Bus
import Core
import Engine
import JSON
import Synchronization
import Testing

@testable import Live

@Suite struct TheSocketContract {
  @Test func connectedComesFirstThenWhatIsUnread() async throws {
    let house = LiveHouse()
    house.open(1)
    house.open(2)
    house.history.rooms.withLock { $0[RoomID(1)]!.members = [UserID(7)] }
    LiveHouse.post(in: RoomID(1), house.history)
    LiveHouse.post(in: RoomID(2), house.history)
    let socket = try await house.socket(7)
    #expect(socket.types == ["connected", "unread"])
    let data = socket.frames[0]["data"]!
    #expect(data["protocol"] == 1 && data["heartbeat_seconds"] == 25 && data["server_time"]?.string?.count == 24)
    #expect(data["user"] == ["id": 7, "username": "m7", "display_name": "Member 7", "color": 3, "avatar_url": "/avatars/7"])
    #expect(data["permissions"]?.array?.contains("post_message") == true && data["permissions"]?.array?.contains("moderate") == false)
    #expect(socket.frames[1]["data"] == ["room": "r1", "count": 1, "mentions": 0])
  }

  @Test(arguments: [
    (#"{"v":2,"type":"ping","data":{},"meta":{"request_id":"r"}}"#, "UNSUPPORTED_VERSION", "r"),
    (#"{"v":1,"type":"nonsense","data":{},"meta":{"request_id":"r"}}"#, "UNKNOWN_TYPE", "r"),
    (#"{"v":1,"type":"new_message","data":{}}"#, "UNKNOWN_TYPE", nil), ("{", "BAD_REQUEST", nil), ("[]", "BAD_REQUEST", nil),
    (#"{"v":1,"type":"ping","data":{},"meta":{"request_id":"r"}}"#, "VALIDATION_ERROR", "r"),
    (#"{"v":1,"type":"ping","data":{"ts":1},"meta":{"request_id":""}}"#, "VALIDATION_ERROR", nil),
    (#"{"v":1,"type":"ping","data":{"ts":1,"x":1},"meta":{"request_id":"r"}}"#, "VALIDATION_ERROR", "r"),
    (#"{"v":1,"type":"whoami","data":{},"meta":{"request_id":"r"}}"#, "FORBIDDEN", "r"),
    (#"{"v":1,"type":"join_room","data":{"room":"nowhere"},"meta":{"request_id":"r"}}"#, "NOT_FOUND", "r"),
    (#"{"v":1,"type":"break","data":{},"meta":{"request_id":"r"}}"#, "SERVER_ERROR", "r"),
  ])
  func everyErrorIsAnsweredOnceAndTheSocketLivesOn(text: String, code: String, requestID: String?) async throws {
    let socket = try await LiveHouse().socket(1)
    await socket.say(text)
    #expect(socket.types == ["connected", "error"])
    #expect(socket.last?["code"]?.string == code && socket.last?["message"]?.string?.isEmpty == false)
    #expect(socket.frames.last?["meta"]?["request_id"]?.string == requestID)
    await socket.say("ping", ["ts": 5], id: "p")
    #expect(socket.types.last == "pong" && socket.last?["ts"] == 5 && socket.frames.last?["meta"]?["request_id"] == "p")
    #expect(socket.close == nil)
  }

  @Test func threeBadEnvelopesInARowEndTheSocketAndNothingElseDoes() async throws {
    let socket = try await LiveHouse().socket(1)
    for between in [#"{"v":1,"type":"ping","data":{"ts":1}}"#, #"{"v":3,"type":"x","data":{}}"#, #"{"v":1,"type":"x","data":{}}"#] {
      await socket.say("{")
      await socket.say("{")
      await socket.say(between)
    }
    #expect(socket.close == nil)
    for _ in 0..<3 { await socket.say("{") }
    #expect(socket.close?.code == 1008)
    let count = socket.frames.count
    await socket.say("ping", ["ts": 1])
    #expect(socket.frames.count == count)
  }

  @Test func binaryMessagesEndTheSocket() async throws {
    let socket = try await LiveHouse().socket(1)
    await socket.handler.received(binary: [1])
    #expect(socket.close?.code == 1003)
  }

  @Test func typingIsNeverAnsweredWhateverIsWrongWithIt() async throws {
    var limits = Limits()
    limits[.typing] = Limit.typing.with(.minute(1))
    let socket = try await LiveHouse(limits: limits).socket(1, permissions: [.readRoom])
    for text in [
      #"{"v":1,"type":"typing","data":{},"meta":{"request_id":"r"}}"#, #"{"v":1,"type":"typing","data":{"room":"r1","on":true}}"#,
      #"{"v":1,"type":"typing","data":{"room":"r1","on":true},"meta":{"request_id":7}}"#,
    ] { await socket.say(text) }
    #expect(socket.types == ["connected"])
  }

  @Test func aMutationCarriesItsNameAndAReadDoesNot() async throws {
    let socket = try await LiveHouse().socket(1, permissions: .all)
    await socket.say("whoami", id: "r")
    #expect(socket.last == ["replay": false])
  }

  @Test func limitsOfAMessageAreAnsweredWithTheWait() async throws {
    var limits = Limits.lifted
    limits[.postMessage] = Limit.postMessage.with(.seconds(5, 2))
    let house = LiveHouse(limits: limits)
    house.open(1)
    let socket = try await house.socket(1)
    for id in ["a", "b"] { await socket.say("post_message", ["room": "r1"], id: id) }
    house.time.advance(by: .milliseconds(1_500))
    await socket.say("post_message", ["room": "r1"], id: "c")
    #expect(socket.types == ["connected", "ack", "ack", "error"])
    #expect(socket.last?["code"] == "RATE_LIMITED" && socket.last?["retry_after_ms"] == 3_500)
    house.time.advance(by: .milliseconds(3_500))
    await socket.say("post_message", ["room": "r1"], id: "d")
    #expect(socket.types.last == "ack")
  }

  @Test func messagesThatMakeNoSenseDoNotCount() async throws {
    var limits = Limits.lifted
    limits[.postMessage] = Limit.postMessage.with(.seconds(5, 1))
    let house = LiveHouse(limits: limits)
    house.open(1)
    let socket = try await house.socket(1)
    for _ in 0..<5 { await socket.say("post_message", [:]) }
    await socket.say("post_message", ["room": "r1"])
    #expect(socket.types.last == "ack")
  }

  @Test func aSocketSays300ThingsAMinuteAndAHundredRefusalsEndIt() async throws {
    let socket = try await LiveHouse(limits: Limits()).socket(1)
    for _ in 0..<300 { await socket.say("ping", ["ts": 1]) }
    #expect(socket.frames("pong").count == 300)
    for _ in 0..<99 { await socket.say("ping", ["ts": 1]) }
    #expect(socket.frames("error").count == 99 && socket.close == nil)
    await socket.say("ping", ["ts": 1])
    #expect(socket.close?.code == 4429)
  }

  @Test(arguments: [
    #"{"v":1,"type":"nonsense","data":{}}"#, #"{"v":1,"type":"ping","data":{}}"#, #"{"v":2,"type":"ping","data":{}}"#,
    #"{"v":1,"type":"whoami","data":{}}"#, #"{"v":1,"type":"join_room","data":{"room":"nowhere"}}"#,
    #"{"v":1,"type":"ping","data":{"ts":1},"meta":{"request_id":""}}"#,
  ])
  func whateverAMessageIsRefusedForTheHundredthWithinAMinuteEndsTheSocket(text: String) async throws {
    let house = LiveHouse(limits: Limits())
    let socket = try await house.socket(1)
    await socket.say(text)
    // The first is a minute old and counts no longer when the hundredth comes: a hundred and one refusals, and none too many.
    house.time.advance(by: .seconds(60))
    for _ in 0..<99 { await socket.say(text) }
    #expect(socket.frames("error").count == 100 && socket.close == nil)
    await socket.say(text)
    #expect(socket.frames("error").count == 101 && socket.close?.code == 4429)
    await socket.say(text)
    #expect(socket.frames("error").count == 101)
  }

  @Test func whatTheServerCouldNotDoIsNobodysFlooding() async throws {
    let socket = try await LiveHouse(limits: Limits()).socket(1)
    for _ in 0..<150 { await socket.say("break", id: "r") }
    #expect(socket.frames("error").count == 150 && socket.close == nil)
  }

  @Test func aMemberSays600ThingsAMinuteOverAllTheirSockets() async throws {
    let house = LiveHouse(limits: Limits())
    let sockets = [try await house.socket(1), try await house.socket(1), try await house.socket(1)], other = try await house.socket(2)
    for number in 0..<600 { await sockets[number % 3].say("ping", ["ts": 1], id: "r") }
    #expect(sockets.map { $0.frames("pong").count } == [200, 200, 200])
    house.time.advance(by: .seconds(59))
    for socket in sockets {
      await socket.say("ping", ["ts": 1], id: "one more")
      #expect(socket.last?["code"] == "RATE_LIMITED" && socket.last?["retry_after_ms"] == 1_000)
      #expect(socket.frames.last?["meta"]?["request_id"] == "one more")
    }
    await other.say("ping", ["ts": 1])
    #expect(other.types.last == "pong")
    // A new socket does not start a new minute.
    let fresh = try await house.socket(1)
    await fresh.say("ping", ["ts": 1])
    #expect(fresh.last?["code"] == "RATE_LIMITED")
    house.time.advance(by: .seconds(1))
    await fresh.say("ping", ["ts": 1])
    #expect(fresh.types.last == "pong")
  }

  @Test func aMemberSays600ThingsAMinuteOverTwoNodes() async throws {
    let exchange = LocalExchange(), time = TestTime(), history = TestHistory(), sessions = TestSessions()
    let houses = ["n1", "n2"].map {
      LiveHouse(limits: Limits(), exchange: exchange, node: $0, time: time, history: history, sessions: sessions)
    }
    var sockets: [TestSocket] = []
    for number in 0..<4 { sockets.append(try await houses[number % 2].socket(1)) }
    for number in 0..<600 { await sockets[number % 4].say("ping", ["ts": 1]) }
    #expect(sockets.map { $0.frames("pong").count } == [150, 150, 150, 150])
    for socket in sockets {
      await socket.say("ping", ["ts": 1])
      #expect(socket.last?["code"] == "RATE_LIMITED")
    }
    time.advance(by: .seconds(60))
    await sockets[0].say("ping", ["ts": 1])
    #expect(sockets[0].types.last == "pong")
  }

  @Test func anEleventhSocketIsRefusedAlsoWhileHandshakesRun() async throws {
    let house = LiveHouse(limits: Limits())
    for _ in 0..<9 { _ = try await house.socket(1) }
    let tenth = try await house.socket(1)
    await #expect { try await house.live.admit(UserID(1)) } throws: { ($0 as? AppError)?.code == .rateLimited }
    try await house.live.admit(UserID(2))
    tenth.leave()
    try await house.live.admit(UserID(1))
    await #expect(throws: AppError.self) { try await house.live.admit(UserID(1)) }
    // A handshake that never became a socket is forgotten.
    house.time.advance(by: .seconds(10))
    try await house.live.admit(UserID(1))
  }
}

@Suite struct SessionsOfOpenSockets {
  @Test func aRevokedSessionsSocketsAreToldAndClosed() async throws {
    let house = LiveHouse()
    let mine = try await house.socket(1, session: "a"), other = try await house.socket(1, session: "b")
    house.live.publish([Event(node: .sessionRevoked(SessionID("a"), reason: "signed_out"))])
    #expect(mine.types.last == "session_ended" && mine.last == ["reason": "signed_out"] && mine.close?.code == 4401)
    #expect(other.close == nil && house.sessions.forgotten.withLock { $0.last } == "a")
    let count = mine.frames.count
    await mine.say("ping", ["ts": 1])
    #expect(mine.frames.count == count)
  }

  @Test func signingOutEverywhereElseKeepsOneSession() async throws {
    let house = LiveHouse()
    let kept = try await house.socket(1, session: "a"), ended = try await house.socket(1, session: "b"),
      stranger = try await house.socket(2)
    house.live.publish([Event(node: .sessionsRevoked(UserID(1), except: SessionID("a"), reason: "password_changed"))])
    #expect(kept.close == nil && stranger.close == nil && ended.close?.code == 4401)
  }

  @Test func aBanEndsAllSockets() async throws {
    let house = LiveHouse()
    let sockets = [try await house.socket(1), try await house.socket(1)]
    house.live.publish([Event(node: .banned(UserID(1)))])
    for socket in sockets { #expect(socket.close?.code == 4403) }
  }

  @Test func eachMessageAsksWhetherTheSessionStands() async throws {
    let house = LiveHouse()
    house.open(1)
    let revoked = try await house.socket(1, session: "a")
    house.sessions[SessionID("a")] = .failure(AppError(.authInvalid, "revoked"))
    await revoked.say("post_message", ["room": "r1"], id: "r")
    #expect(revoked.types.last == "session_ended" && revoked.close?.code == 4401)
    #expect(house.history.rooms.withLock { $0[RoomID(1)]!.last } == 0)
    let banned = try await house.socket(2, session: "b")
    house.sessions[SessionID("b")] = .success(
      Authenticated(member: LiveHouse.member(2, permissions: .none), session: SessionID("b"), expires: house.time.now, isBanned: true))
    await banned.say("post_message", ["room": "r1"], id: "r")
    #expect(banned.close?.code == 4403 && house.history.rooms.withLock { $0[RoomID(1)]!.last } == 0)
  }

  @Test func permissionsAreThoseOfTheMoment() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1, session: "a")
    house.sessions[SessionID("a")] = .success(
      Authenticated(member: LiveHouse.member(1, permissions: [.readRoom]), session: SessionID("a"), expires: house.time.now))
    await socket.say("post_message", ["room": "r1"], id: "r")
    #expect(socket.last?["code"] == "FORBIDDEN" && socket.close == nil)
  }

  @Test func whenNobodyCanSayTheMessageIsRefusedAndTheSocketStays() async throws {
    let house = LiveHouse()
    let socket = try await house.socket(1, session: "a")
    house.sessions[SessionID("a")] = .failure(AppError(.unavailable, "The disk is gone", retryAfter: .seconds(2)))
    await socket.say("ping", ["ts": 1], id: "r")
    #expect(socket.last?["code"] == "UNAVAILABLE" && socket.last?["retry_after_ms"] == 2_000 && socket.close == nil)
  }

  @Test func aSessionThatEndsUnnoticedIsFoundByLooking() async throws {
    let house = LiveHouse()
    let socket = try await house.socket(1, session: "a")
    house.sessions[SessionID("a")] = .failure(AppError(.authInvalid, "expired"))
    await house.pass(until: "closed", step: .seconds(1)) { socket.close?.code == 4401 }
  }
}

@Suite struct RoomsOverSockets {
  @Test func joiningGivesOnePageThenWhoIsThereThenEvents() async throws {
    let house = LiveHouse()
    house.open(1)
    for _ in 0..<5 { LiveHouse.post(in: RoomID(1), house.history) }
    let socket = try await house.socket(1)
    await socket.join("r1", id: "j")
    #expect(socket.types.filter { $0 != "unread" } == ["connected", "room_joined", "backfill", "presence"])
    let page = socket.frames("backfill")[0]
    #expect(page["meta"]?["request_id"] == "j" && page["data"]?["complete"] == true && page["data"]?["seq"] == 5)
    #expect(page["data"]?["messages"]?.array?.compactMap { $0["id"]?.int } == [3, 4, 5] && page["data"]?["room"] == "r1")
    house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
    #expect(socket.types.last == "new_message" && socket.last?["seq"] == 6)
    #expect(socket.frames.last?["meta"] == nil)
  }

  @Test func comingBackWithACursorGivesPagesUntilComplete() async throws {
    let house = LiveHouse()
    house.open(1)
    for _ in 0..<8 { LiveHouse.post(in: RoomID(1), house.history) }
    let socket = try await house.socket(1)
    await socket.join("r1", after: 1, id: "j")
    let pages = socket.frames("backfill")
    #expect(pages.map { $0["data"]!["seq"]!.int! } == [4, 7, 8])
    #expect(pages.map { $0["data"]!["complete"]!.bool! } == [false, false, true])
    #expect(pages.allSatisfy { $0["meta"]?["request_id"] == "j" })
  }

  @Test func anotherEpochOrACursorAheadIsAReset() async throws {
    let house = LiveHouse()
    house.open(1)
    LiveHouse.post(in: RoomID(1), house.history)
    for (epoch, after) in [("e0", 1), ("e1", 2)] as [(String, Int64)] {
      let socket = try await house.socket(1)
      await socket.say("join_room", ["room": "r1", "epoch": .string(epoch), "after_seq": .int(after)], id: "j")
      await socket.until("reset") { !$0.frames("backfill").isEmpty }
      #expect(socket.frames("backfill").map { $0["data"]! } == [["room": "r1", "epoch": "e1", "reset": true]])
      house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
      #expect(socket.frames("new_message").isEmpty)
      // It drops its copy and joins afresh, on the same socket.
      await socket.join("r1")
      #expect(socket.frames("backfill").last?["data"]?["complete"] == true)
      history(house, RoomID(1)) {
        $0.last = 1; $0.messages = [(1, 1)]
      }
    }
  }

  private func history(_ house: LiveHouse, _ room: RoomID, _ change: (inout TestHistory.Room) -> Void) {
    house.history.rooms.withLock { change(&$0[room]!) }
  }

  @Test func theAckPrecedesTheEventWhichCarriesTheRequestIDOnThatSocketAlone() async throws {
    let house = LiveHouse()
    house.open(1)
    let mine = try await house.socket(1), myOther = try await house.socket(1), theirs = try await house.socket(2)
    for socket in [mine, myOther, theirs] { await socket.join("r1") }
    await mine.say("post_message", ["room": "r1"], id: "p")
    let answered = mine.frames.filter { $0["meta"]?["request_id"] == "p" }.map { $0["type"]!.string! }
    #expect(answered == ["ack", "new_message"])
    for socket in [myOther, theirs] {
      #expect(socket.types.last == "new_message" && socket.frames.last?["meta"] == nil)
    }
  }

  @Test func eventsThatComeOutOfOrderAreDeliveredInOrderAndOnce() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    let events = (0..<4).map { _ in LiveHouse.post(in: RoomID(1), house.history) }
    house.live.publish([events[2], events[1], events[1], events[0], events[2], events[3], events[0]])
    #expect(socket.frames("new_message").map { $0["data"]!["seq"]!.int! } == [1, 2, 3, 4])
  }

  @Test func aLostEventIsReadFromTheDatabase() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    _ = LiveHouse.post(in: RoomID(1), house.history)
    house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
    #expect(socket.frames("new_message").isEmpty)
    await house.pass(until: "healed") { socket.frames("new_message").count == 2 }
    // The last event is lost: nothing follows that would tell.
    _ = LiveHouse.post(in: RoomID(1), house.history)
    let took = await house.pass(until: "healed again", step: .seconds(1)) { socket.frames("new_message").count == 3 }
    #expect(took >= .seconds(8))
    #expect(socket.frames("new_message").map { $0["data"]!["seq"]!.int! } == [1, 2, 3])
  }

  @Test func closingStopsTheEventsAndJoiningAgainGoesOn() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    await socket.say("close_room", ["room": "r1"], id: "c")
    #expect(socket.types.last == "ack")
    house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
    #expect(socket.frames("new_message").isEmpty)
    await socket.say("close_room", ["room": "r1"])
    #expect(socket.types.last == "ack")
    await socket.join("r1", after: 0)
    #expect(socket.frames("backfill").last?["data"]?["messages"]?.array?.count == 1)
    house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
    #expect(socket.frames("new_message").count == 1)
  }

  @Test func joiningAgainWhileViewingBeginsAnewWithoutDoubles() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    await socket.join("r1", after: 0)
    house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
    #expect(socket.frames("new_message").count == 1)
    #expect(house.live.placeCount == 1)
  }

  @Test func anEndedMembershipEndsViewingOnAllSocketsAtOnce() async throws {
    let house = LiveHouse()
    house.open(1)
    let leaving = try await house.socket(1), tab = try await house.socket(1), other = try await house.socket(2)
    for socket in [leaving, tab, other] { await socket.join("r1") }
    await house.pass(until: "presence is told") { other.wasTold("joined", of: 1) || other.wasTold("online", of: 1) }
    await leaving.say("leave_room", ["room": "r1"], id: "l")
    house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
    #expect(leaving.frames("new_message").isEmpty && tab.frames("new_message").isEmpty && other.frames("new_message").count == 1)
    let took = await house.pass(until: "presence ends") {
      other.wasTold("left", of: 1)
    }
    #expect(took < .seconds(10))
  }

  @Test func whoWasRemovedWhileJoiningIsNotLetIn() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    // The feature said yes; the membership ended before the socket was registered.
    await socket.say("join_room", ["room": "r1"], id: "j")
    house.history.rooms.withLock { _ = $0[RoomID(1)]!.members.remove(UserID(1)) }
    house.live.publish([Event(node: .membershipEnded(RoomID(1), UserID(1)))])
    house.live.publish([LiveHouse.post(in: RoomID(1), house.history)])
    try await Task.sleep(for: .milliseconds(20))
    #expect(socket.frames("new_message").isEmpty)
  }

  @Test func aSocketViewsSoManyRoomsAndNoMore() async throws {
    let house = LiveHouse(limits: Limits())
    for room in 1...51 as ClosedRange<Int64> { house.open(room) }
    let socket = try await house.socket(1)
    for room in 1...50 { await socket.join("r\(room)") }
    await socket.say("join_room", ["room": "r51"], id: "j")
    #expect(socket.last?["code"] == "LIMIT_EXCEEDED")
    #expect(house.history.rooms.withLock { $0[RoomID(51)]!.members.isEmpty })
    await socket.join("r50")
    await socket.say("close_room", ["room": "r1"])
    await socket.join("r51")
  }

  @Test func aDatabaseThatComesBackIsReadAgainAndOneThatStaysAwayEndsTheSocket() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    house.history.failures.withLock { $0 = 2 }
    await socket.say("join_room", ["room": "r1"], id: "j")
    await socket.until("closed") { $0.close != nil }
    #expect(socket.close?.code == 1011)
  }

  @Test func typingReachesTheOthersAndNeverItsAuthor() async throws {
    let house = LiveHouse()
    house.open(1)
    let mine = try await house.socket(1), myOther = try await house.socket(1), theirs = try await house.socket(2),
      away = try await house.socket(3)
    for socket in [mine, myOther, theirs] { await socket.join("r1") }
    await mine.say("typing", ["room": "r1", "on": true])
    #expect(theirs.frames("typing").map { $0["data"]! } == [["room": "r1", "user": ["id": 1, "username": "m1"], "on": true]])
    #expect(mine.frames("typing").isEmpty && myOther.frames("typing").isEmpty && away.frames("typing").isEmpty)
    myOther.leave()
    await mine.say("typing", ["room": "r1", "on": false])
    #expect(theirs.frames("typing").count == 2 && mine.frames("typing").isEmpty)
    await away.say("typing", ["room": "r1", "on": true])
    #expect(theirs.frames("typing").count == 2)
  }

  @Test func presenceTellsOfComersAndAfterAGraceOfGoers() async throws {
    let house = LiveHouse()
    house.open(1)
    let mine = try await house.socket(1)
    await mine.join("r1")
    #expect(mine.frames("presence")[0]["data"]?["online"]?.array?.compactMap { $0["id"]?.int } == [1])
    house.time.advance(by: .milliseconds(200))
    let theirs = try await house.socket(2)
    await theirs.join("r1")
    #expect(theirs.frames("presence")[0]["data"]?["online"]?.array?.compactMap { $0["id"]?.int } == [1, 2])
    await house.pass(until: "joined") { mine.wasTold("joined", of: 2) }
    theirs.leave()
    let took = await house.pass(until: "left", step: .seconds(1)) {
      mine.wasTold("left", of: 2)
    }
    #expect(took >= .seconds(30))
  }

  @Test func unreadIsToldToThoseWhoDoNotLook() async throws {
    let house = LiveHouse()
    house.open(1)
    house.history.rooms.withLock { $0[RoomID(1)]!.members = [UserID(1), UserID(2)] }
    let looking = try await house.socket(1), tab = try await house.socket(1), elsewhere = try await house.socket(2),
      stranger = try await house.socket(3)
    await looking.join("r1")
    await looking.say("post_message", ["room": "r1"])
    await looking.say("post_message", ["room": "r1"])
    await house.pass(until: "told") { !elsewhere.frames("unread").isEmpty && !tab.frames("unread").isEmpty }
    #expect(elsewhere.frames("unread").last?["data"] == ["room": "r1", "count": 2, "mentions": 0])
    #expect(!tab.frames("unread").isEmpty && looking.frames("unread").isEmpty && stranger.frames("unread").isEmpty)
  }

  @Test func eventsOfAMemberReachAllTheirSockets() async throws {
    let house = LiveHouse()
    let sockets = [try await house.socket(1), try await house.socket(1)], other = try await house.socket(2)
    house.live.publish([Event(type: "notification", audience: .user(UserID(1)), data: Array(#"{"id":1}"#.utf8))])
    for socket in sockets { #expect(socket.types.last == "notification" && socket.last == ["id": 1]) }
    #expect(other.types == ["connected"])
  }

  @Test func theSocketThatAskedGetsAMembersEventWithItsRequest() async throws {
    let house = LiveHouse()
    let asking = try await house.socket(1), other = try await house.socket(1)
    let origin = Event.Origin(socket: asking.probe.id.rawValue, node: "n1", requestID: "r7")
    house.live.publish([Event(type: "unread", audience: .user(UserID(1)), data: Array("{}".utf8), origin: origin)])
    #expect(asking.frames.last?["meta"] == ["request_id": "r7"] && asking.types.last == "unread")
    #expect(other.types.last == "unread" && other.frames.last?["meta"] == nil)
  }

  @Test func nothingIsLeftOfRoomsNobodyLooksAt() async throws {
    let house = LiveHouse()
    house.open(1)
    let socket = try await house.socket(1)
    await socket.join("r1")
    #expect(house.live.placeCount == 1 && house.live.socketCount == 1)
    socket.leave()
    #expect(house.live.socketCount == 0 && house.live.placeCount == 1)
    await house.pass(until: "the room is let go", step: .seconds(10)) { house.live.placeCount == 0 }
  }
}

@Suite struct TwoNodes {
  @Test func tellEachOtherEverything() async throws {
    let exchange = LocalExchange(), time = TestTime(), history = TestHistory(), sessions = TestSessions()
    let one = LiveHouse(exchange: exchange, node: "n1", time: time, history: history, sessions: sessions)
    let two = LiveHouse(exchange: exchange, node: "n2", time: time, history: history, sessions: sessions)
    one.open(1)
    let here = try await one.socket(1, session: "a"), there = try await two.socket(2, session: "b"),
      mine = try await two.socket(1, session: "c")
    for socket in [here, there, mine] { await socket.join("r1") }
    await here.say("post_message", ["room": "r1"], id: "p")
    await there.say("post_message", ["room": "r1"], id: "q")
    for socket in [here, there, mine] { #expect(socket.frames("new_message").map { $0["data"]!["seq"]!.int! } == [1, 2]) }
    #expect(here.frames("new_message").map { $0["meta"]?["request_id"]?.string } == ["p", nil])
    await here.say("typing", ["room": "r1", "on": true])
    #expect(there.frames("typing").count == 1 && mine.frames("typing").isEmpty && here.frames("typing").isEmpty)
    sessions[SessionID("b")] = .failure(AppError(.authInvalid, "revoked"))
    one.live.publish([Event(node: .sessionRevoked(SessionID("b"), reason: "signed_out"))])
    await there.until("closed") { $0.close?.code == 4401 }
    #expect(there.last == ["reason": "signed_out"] && mine.close == nil)
    history.rooms.withLock { _ = $0[RoomID(1)]!.members.remove(UserID(1)) }
    one.live.publish([Event(node: .membershipEnded(RoomID(1), UserID(1)))])
    await eventually("the other node has looked") {
      let before = mine.frames("new_message").count
      one.live.publish([LiveHouse.post(in: RoomID(1), history)])
      return mine.frames("new_message").count == before
    }
    #expect(here.frames("new_message").count == 2, "the node where it happened does not have to look")
  }
}

@Suite struct EveryMessage {
  @Test func hasAPolicyAndANameOfItsOwn() {
    let table = MessageTable([])
    #expect(table.all.map(\.type) == ["ping", "signal", "typing", "unwatch", "watch"])
    #expect(table["ping"]?.policy == .member && table["typing"]?.policy == .either(.postMessage, .sendDM))
    #expect(table["typing"]?.isAnswered == false && table["nothing"] == nil)
  }
}
