import Core
import JSON
import RandomTesting
import Testing

@testable import Live

private func present(_ user: Int64) -> Present { Present(user: UserID(user), json: Array("{\"id\":\(user)}".utf8)) }

@Suite struct WhatOtherNodesSay {
  let room = RoomID(1)
  let start = Timestamp(microseconds: 1_000_000_000)

  @Test func isBelievedWhileTheySpeak() {
    var elsewhere = Elsewhere()
    _ = elsewhere.heard(.here(room, [present(1), present(2)]), from: "b", now: start)
    _ = elsewhere.heard(.changed(room, joined: [present(3)], left: [UserID(1)]), from: "b", now: start)
    #expect(elsewhere.people(in: room).map(\.user).sorted() == [UserID(2), UserID(3)])
    _ = elsewhere.heard(.asked, from: "b", now: start + .seconds(30))
    #expect(elsewhere.expire(now: start + .seconds(64)).isEmpty)
    #expect(elsewhere.expire(now: start + .seconds(65)) == [room: [UserID(2), UserID(3)]])
    #expect(elsewhere.people(in: room).isEmpty)
  }

  @Test func somebodyOnTwoNodesIsGoneWhenBothSaySo() {
    var elsewhere = Elsewhere()
    for node in ["b", "c"] { _ = elsewhere.heard(.changed(room, joined: [present(1)], left: []), from: node, now: start) }
    #expect(elsewhere.people(in: room).count == 1)
    _ = elsewhere.heard(.changed(room, joined: [], left: [UserID(1)]), from: "b", now: start)
    #expect(elsewhere.json(of: UserID(1), in: room) != nil)
    _ = elsewhere.heard(.changed(room, joined: [], left: [UserID(1)]), from: "c", now: start)
    #expect(elsewhere.json(of: UserID(1), in: room) == nil)
  }

  @Test func aLostFarewellIsMadeGoodByTheNextRoundUnlessSomeOfItIsLostToo() {
    var elsewhere = Elsewhere()
    let other = RoomID(2)
    for room in [room, other] { _ = elsewhere.heard(.here(room, [present(1)]), from: "b", now: start) }
    _ = elsewhere.heard(.allSaid(rooms: 2), from: "b", now: start)
    _ = elsewhere.heard(.here(room, [present(1)]), from: "b", now: start)
    // Two rooms were said, one was heard.
    #expect(elsewhere.heard(.allSaid(rooms: 2), from: "b", now: start).isEmpty)
    #expect(elsewhere.people(in: other).count == 1)
    _ = elsewhere.heard(.here(room, [present(1)]), from: "b", now: start)
    #expect(elsewhere.heard(.allSaid(rooms: 1), from: "b", now: start) == [other: [UserID(1)]])
    #expect(elsewhere.people(in: other).isEmpty && elsewhere.people(in: room).count == 1)
  }

  @Test(arguments: [
    PresenceWord.changed(RoomID(7), joined: [present(1), present(2)], left: [UserID(3)]), .here(RoomID(7), []),
    .here(RoomID(7), [present(9)]), .allSaid(rooms: 12), .asked,
  ])
  func travelsUnchanged(word: PresenceWord) {
    let message = NodeMessage.presence(word, node: "node-1")
    #expect(NodeMessage(message.encoded) == message)
    for length in 0..<message.encoded.count { #expect(NodeMessage(Array(message.encoded.prefix(length))) == nil) }
  }
}

@Suite struct PresenceOverSeveralNodes {
  /// Nodes of one room whose announcements reach one another, in order, each after any delay: in the end all tell the same.
  @Test(arguments: 0..<200)
  func allViewersAreToldTheSame(seed: UInt64) {
    var chance = SeededRandom(seed: seed)
    let room = RoomID(1)
    var now = Timestamp(microseconds: 1_000_000_000)
    var nodes = (0..<3).map { _ in (presence: RoomPresence(), elsewhere: Elsewhere()) }
    var ways: [[PresenceWord]] = Array(repeating: [], count: 9)
    var sockets: [[UserID: Int]] = Array(repeating: [:], count: 3)
    var told: [Set<Int64>] = Array(repeating: [], count: 3)

    func tell(_ node: Int) {
      if let announcement = nodes[node].presence.announcement() {
        for other in 0..<3 where other != node {
          ways[node * 3 + other].append(.changed(room, joined: announcement.joined, left: announcement.left))
        }
      }
      guard let news = nodes[node].presence.news(room: "r"), let json = try? JSONValue(parsing: news.json) else { return }
      for person in json["joined"]!.array! {
        let isNew = told[node].insert(person["id"]!.int!).inserted
        #expect(isNew)
      }
      for person in json["left"]!.array! {
        let wasThere = told[node].remove(person["id"]!.int!) != nil
        #expect(wasThere)
      }
    }
    func deliver(_ way: Int) {
      guard !ways[way].isEmpty else { return }
      let (from, to) = (way / 3, way % 3)
      let touched = nodes[to].elsewhere.heard(ways[way].removeFirst(), from: "n\(from)", now: now)
      for user in touched[room] ?? [] {
        nodes[to].presence.elsewhere(user, json: nodes[to].elsewhere.json(of: user, in: room))
      }
    }

    for _ in 0..<120 {
      let (node, user) = (Int.random(in: 0..<3, using: &chance), UserID(Int64.random(in: 1...4, using: &chance)))
      switch Int.random(in: 0..<6, using: &chance) {
      case 0, 1:
        nodes[node].presence.socketBegan(user, json: present(user.rawValue).json)
        sockets[node][user, default: 0] += 1
      case 2 where sockets[node][user, default: 0] > 0:
        nodes[node].presence.socketEnded(user, now: now)
        sockets[node][user]! -= 1
      case 3:
        now = now + .seconds(Int.random(in: 1...20, using: &chance))
        nodes[node].presence.expire(now: now)
      case 4: tell(node)
      default: deliver(Int.random(in: 0..<9, using: &chance))
      }
    }
    now = now + .seconds(31)
    for node in 0..<3 { nodes[node].presence.expire(now: now) }
    for _ in 0..<2 { for node in 0..<3 { tell(node) }; for way in 0..<9 { while !ways[way].isEmpty { deliver(way) } } }
    let here = Set((1...4 as ClosedRange<Int64>).filter { user in sockets.contains { $0[UserID(user), default: 0] > 0 } })
    for node in 0..<3 { #expect(told[node] == here, "node \(node)") }
  }
}
