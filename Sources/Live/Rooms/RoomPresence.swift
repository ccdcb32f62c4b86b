import Core
import JSON

/// Who is in one room now, from the sockets viewing it on this node: correct with several tabs, patient with a lost connection.
///
/// Changes are told in batches: `news` gives what has changed since the last batch. A pure value; time comes in.
struct RoomPresence {
  private struct Person {
    /// The `user` object.
    var json: [UInt8]
    var sockets: Int
    /// When somebody without a socket is gone.
    var leavesAt: Timestamp?
  }

  /// How long somebody stays after the last socket ended.
  static let grace = Duration.seconds(30)

  private var people: [UserID: Person] = [:]
  /// What viewers have been told, and the users in it as JSON, encoded once for all who ask between two batches.
  private var told: [UserID: [UInt8]] = [:]
  private var toldJSON: [UInt8]?
  private var changed: Set<UserID> = []

  init() {}

  /// Nobody is here or about to be forgotten.
  var isEmpty: Bool { people.isEmpty }
  var hasNews: Bool { !changed.isEmpty }

  /// Sockets viewing the room, by user.
  var viewing: [UserID: Int] { people.compactMapValues { $0.sockets > 0 ? $0.sockets : nil } }

  /// The earliest moment at which somebody will be gone.
  var nextDeparture: Timestamp? { people.values.lazy.compactMap(\.leavesAt).min() }

  mutating func socketBegan(_ user: UserID, json: [UInt8]) {
    if people[user] == nil { changed.insert(user) }
    people[user, default: Person(json: json, sockets: 0)].sockets += 1
    people[user]?.json = json
    people[user]?.leavesAt = nil
  }

  mutating func socketEnded(_ user: UserID, now: Timestamp) {
    guard var person = people[user], person.sockets > 0 else { return }
    person.sockets -= 1
    if person.sockets == 0 { person.leavesAt = now + Self.grace }
    people[user] = person
  }

  /// Membership ended: gone at once, whatever sockets there are.
  mutating func left(_ user: UserID) {
    if people.removeValue(forKey: user) != nil { changed.insert(user) }
  }

  /// Lets those go whose grace is over.
  mutating func expire(now: Timestamp) {
    for (user, person) in people where person.leavesAt.map({ $0 <= now }) ?? false { left(user) }
  }

  /// `{room, joined, left}` since the last batch, and the one who joined when that is all; nil when it comes to nothing.
  mutating func news(room: String) -> (json: [UInt8], onlyJoined: UserID?)? {
    defer { changed.removeAll() }
    var joined: [[UInt8]] = []
    var left: [[UInt8]] = []
    var lastJoined: UserID?
    for user in changed.sorted() {
      if let person = people[user], told[user] == nil {
        told[user] = person.json
        joined.append(person.json)
        lastJoined = user
      } else if people[user] == nil, let json = told.removeValue(forKey: user) {
        left.append(json)
      }
    }
    guard !joined.isEmpty || !left.isEmpty else { return nil }
    toldJSON = nil
    var writer = JSONWriter(capacity: 256)
    writer.object { writer in
      writer.field("room", room)
      for (name, users) in [("joined", joined), ("left", left)] {
        writer.key(name)
        writer.array { writer in
          for user in users { writer.raw(user) }
        }
      }
    }
    return (writer.bytes, joined.count == 1 && left.isEmpty ? lastJoined : nil)
  }

  /// `{room, online}` for somebody who has just come: what the others have been told, and themselves.
  mutating func online(room: String, for user: UserID) -> [UInt8] {
    let list = toldJSON ?? encodeTold()
    toldJSON = list
    var writer = JSONWriter(capacity: list.count + 256)
    writer.object { writer in
      writer.field("room", room)
      writer.key("online")
      writer.raw(told[user] == nil ? adding(people[user]?.json, to: list) : list)
    }
    return writer.bytes
  }

  private func encodeTold() -> [UInt8] {
    var writer = JSONWriter(capacity: told.count * 128 + 2)
    writer.array { writer in
      for (_, json) in told.sorted(by: { $0.key < $1.key }) { writer.raw(json) }
    }
    return writer.bytes
  }

  private func adding(_ json: [UInt8]?, to list: [UInt8]) -> [UInt8] {
    guard let json else { return list }
    let comma = list.count > 2 ? [UInt8(ascii: ",")] : []
    return list.dropLast() + comma + json + [UInt8(ascii: "]")]
  }
}
