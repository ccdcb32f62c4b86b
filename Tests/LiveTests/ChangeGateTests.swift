import Bus
import Core
import JSON
import RandomTesting
import Synchronization
import Testing

@testable import Live

@Suite("Changes that wait for a comparison") struct ChangeGateTests {
  @Test("each goes out once, in order, after a comparison that began later than it came", arguments: 1...5 as ClosedRange<UInt64>)
  func schedules(_ seed: UInt64) {
    var chance = SeededRandom(seed: seed)
    var gate = ChangeGate<Int>()
    var came: [Int] = [], out: [Int] = [], begun: Int?
    for step in 0..<500 {
      if begun == nil || Bool.random(using: &chance) {
        came.append(step)
        if gate.received(step) {
          #expect(begun == nil)
          begun = came.count
        }
      } else {
        let passed = gate.passed()
        out += passed.changes
        #expect(out == Array(came.prefix(begun!)), "what came before the comparison, and nothing else")
        begun = passed.again ? came.count : nil
      }
    }
    while begun != nil {
      let passed = gate.passed()
      out += passed.changes
      begun = passed.again ? came.count : nil
    }
    #expect(out == came)
  }

  @Test("nothing goes out when a comparison fails, and the next begins afresh") func failure() {
    var gate = ChangeGate<Int>()
    let begins = [gate.received(1), gate.received(2)]
    #expect(begins == [true, false])
    gate.failed()
    let beginsAgain = gate.received(3), passed = gate.passed()
    #expect(beginsAgain && passed.changes == [3] && !passed.again)
  }

  @Test("what waits is bounded") func bounds() {
    let most = ChangeGate<Int>.capacity
    for (count, waiting) in [(most, most), (most + 1, 1)] {
      var gate = ChangeGate<Int>()
      for number in 0...count { _ = gate.received(number) }
      let first = gate.passed(), second = gate.passed()
      #expect(first.changes == [0] && first.again && second.changes.count == waiting && second.changes.last == count)
    }
  }
}

@Suite("Places that check each change") struct CheckedPlaceTests {
  @Test("whoever may no longer look gets place_closed instead of the change, on every node, without any other message")
  func closing() async throws {
    let place = TestPlace(checksEachChange: true), exchange = LocalExchange(), sessions = TestSessions()
    let here = LiveHouse(exchange: exchange, node: "n1", places: [place], sessions: sessions)
    let there = LiveHouse(exchange: exchange, node: "n2", places: [place], sessions: sessions)
    let (ada, bob, cleo) = (try await here.socket(1), try await there.socket(2), try await there.socket(3))
    for socket in [ada, bob, cleo] { await socket.watch("notes:five") }
    here.live.publish([place.put(1, "before")])
    for socket in [ada, bob, cleo] { await socket.until("the first") { $0.folded[1] != nil } }
    place.state.withLock { $0.closed = [UserID(1): .private, UserID(2): .private] }
    here.live.publish([place.put(2, "secret"), place.put(3, "secret too")])
    for socket in [ada, bob] { await socket.until("closed") { !$0.frames("place_closed").isEmpty } }
    await cleo.until("the others go on") { $0.folded[3] != nil }
    for socket in [ada, bob] {
      #expect(socket.frames.last?["type"] == "place_closed")
      #expect(!socket.frames.contains { String(decoding: $0.bytes, as: UTF8.self).contains("secret") })
    }
  }

  @Test("a place that was renamed is gone under its old name, and there under the new one")
  func renaming() async throws {
    let place = TestPlace(checksEachChange: true)
    let house = LiveHouse(places: [place])
    let ada = try await house.socket(1), bob = try await house.socket(2)
    for socket in [ada, bob] { await socket.watch("notes:five") }
    place.state.withLock { $0.name = "notes:cinq" }
    house.live.publish([Event(node: .memberChanged(UserID(5)))])
    for socket in [ada, bob] {
      await socket.until("gone") { !$0.frames("place_closed").isEmpty }
      #expect(socket.last == ["place": "notes:five", "reason": "gone"])
    }
    await ada.watch("notes:five")
    #expect(ada.frames("watching").last?["data"]?["place"] == "notes:cinq")
    house.live.publish([place.put(1, "after")])
    await ada.until("what follows") { $0.folded[1] != nil }
    #expect(ada.frames("changed").last?["data"]?["place"] == "notes:cinq" && bob.frames("changed").isEmpty)
  }

  @Test("one member alone is told to start over when what they may see has changed")
  func resettingOne() async throws {
    let place = TestPlace(checksEachChange: true)
    let house = LiveHouse(places: [place])
    let (ada, bob) = (try await house.socket(1), try await house.socket(2))
    for socket in [ada, bob] { await socket.watch("notes:five") }
    house.live.publish([Event(node: .viewsReset(UserID(1), [PlaceID(TestPlace.id.kind, 6), TestPlace.id]))])
    await ada.until("the reset") { $0.last?["reset"] == .bool(true) }
    await ada.watch("notes:five")
    house.live.publish([place.put(1, "after")])
    for socket in [ada, bob] { await socket.until("what follows") { $0.folded[1] != nil } }
    #expect(bob.frames("changes").allSatisfy { $0["data"]?["reset"] != .bool(true) })
  }

  @Test("viewers are told to start over when too much has changed at once")
  func resetting() async throws {
    let place = TestPlace(checksEachChange: true)
    let house = LiveHouse(places: [place])
    let ada = try await house.socket(1)
    await ada.watch("notes:five")
    for id in 1...5 as ClosedRange<Int64> { _ = place.put(id, "n\(id)") }
    house.live.publish([Event(node: .placeReset(TestPlace.id))])
    await ada.until("the reset") { $0.last?["reset"] == .bool(true) }
    #expect(ada.last == ["place": "notes:five", "epoch": "e1", "reset": true])
    await ada.watch("notes:five")
    #expect(ada.folded.count == 5)
  }
}
