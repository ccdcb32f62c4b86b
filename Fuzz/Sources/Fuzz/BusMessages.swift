import Crypto
import Foundation

@testable import Bus
@testable import Core
@testable import Live

/// Bytes from Redis, where others may publish too: first as a sealed message, then as the content of one.
enum BusMessages {
  private static let key = KeyedHash(key: Array(0..<32))
  private static let channel = Array("neospace:c:bus:0:live".utf8)
  private static let sender = Array("n1".utf8)

  static func check(_ bytes: [UInt8]) {
    checkSeal(bytes)
    guard let message = NodeMessage(bytes) else { return }
    must(message.encoded == bytes, "a message has one encoding")
    let now = Timestamp(microseconds: 1_000_000)
    switch message {
    case .event(let event): checkEvent(event)
    case .typing(let room, let user, _): must(room.rawValue > 0 && user.rawValue > 0, "ids are positive")
    case .presence(let word, let node): checkPresence(word, node, now)
    case .spent(let counts):
      let members = MemberMessages(.memberMessages)
      for _ in 0..<3 { members.heard(counts, now: now) }
      for count in counts.prefix(3) { _ = members.admit(count.user, now: now) }
    case .socketsAsked(let user, _): must(user.rawValue > 0, "ids are positive")
    case .socketsTold: break
    }
  }

  private static func checkSeal(_ bytes: [UInt8]) {
    must(SealedMessage(bytes, on: channel, with: key) == nil, "a message cannot be sealed without the key")
    let inbox = Inbox(own: Array("n2".utf8), authenticator: key)
    if case .message = inbox.open(bytes, on: channel) { must(false, "a stranger's bytes are no message") }
    let sealed = SealedMessage.seal(bytes, from: sender, as: 5, on: channel, with: key)
    must(inbox.open(sealed, on: channel) == .message(bytes), "what a node sealed comes out as it went in")
    if case .message = inbox.open(sealed, on: channel) { must(false, "once") }
    var cuts = Cuts(of: bytes)
    var altered = sealed
    altered[cuts.next(upTo: 37) * altered.count / 38] ^= UInt8(1 << (cuts.next(upTo: 8) % 8))
    must(SealedMessage(altered, on: channel, with: key) == nil, "a changed bit makes it foreign")
    must(SealedMessage(Array(sealed.dropLast()), on: channel, with: key) == nil, "so does a missing byte")
    must(SealedMessage(sealed, on: channel + [1], with: key) == nil, "so does another channel")
  }

  private static func checkEvent(_ event: Event) {
    if let told = event.nodeEvent {
      must(Event(node: told).nodeEvent == told, "what nodes are told has one meaning")
    }
    guard let sequence = event.sequence else { return }
    must((1...PlaceSequence.last).contains(sequence), "sequences are those of a room")
    var sequencer = Sequencer<Int>()
    _ = sequencer.received(sequence, 1)
    _ = sequencer.start(at: sequence / 2)
    for other in [sequence, sequence - 1, sequence &+ 1, .max, .min] { _ = sequencer.received(other, 2) }
    _ = sequencer.woke()
    for _ in 0..<4 {
      _ = sequencer.healed([])
      _ = sequencer.woke()
    }
    must(sequencer.last.map { (0...PlaceSequence.last + 1).contains($0) } ?? true, "no room goes beyond its last sequence")
  }

  private static func checkPresence(_ word: PresenceWord, _ node: String, _ now: Timestamp) {
    var elsewhere = Elsewhere()
    for _ in 0..<2 {
      for (room, users) in elsewhere.heard(word, from: node, now: now) {
        var presence = RoomPresence()
        presence.seed(elsewhere.people(in: room))
        for user in users { presence.elsewhere(user, json: elsewhere.json(of: user, in: room)) }
        _ = presence.news(room: "r")
      }
    }
    _ = elsewhere.heard(.allSaid(rooms: 0), from: node, now: now)
    _ = elsewhere.expire(now: now + .seconds(60))
  }
}
