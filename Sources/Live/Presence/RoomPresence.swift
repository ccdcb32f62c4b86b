import Core
import JSON

/// Somebody in a room, with the `user` object that clients get.
struct Present: Equatable, Sendable {
  let user: UserID
  let json: [UInt8]
}

/// Who is in one room now, from the sockets viewing it on this node and from what other nodes say: correct with several tabs and
/// several nodes, patient with a lost connection.
///
/// Changes are told in batches: `news` gives viewers what has changed since the last batch, `announcement` gives other nodes what has
/// changed on this one. A pure value; time comes in.
struct RoomPresence {
  private struct Person {
    /// The `user` object.
    var json: [UInt8]
    var sockets = 0
    /// When somebody without a socket is gone.
    var leavesAt: Timestamp?
    var isElsewhere = false

    var isHere: Bool { sockets > 0 || leavesAt != nil }
  }

  /// What other nodes are told.
  struct Announcement: Equatable {
    var joined: [Present] = []
    var left: [UserID] = []
  }

  /// How long somebody stays after the last socket ended.
  static let grace = Duration.seconds(30)

  private var people: [UserID: Person] = [:]
  /// What viewers have been told, and the users in it as JSON, encoded once for all who ask between two batches.
  private var told: [UserID: [UInt8]] = [:]
  private var toldJSON: [UInt8]?
  /// Another number whenever `online` says something else to those who have been told of.
  private(set) var edition = 0
  private var changed: Set<UserID> = []
  private var here = 0
  private var announced: Set<UserID> = []
  private var changedHere: Set<UserID> = []

  init() {}

  /// No one is here on this node, and no departure is pending.
  var isEmpty: Bool { here == 0 }
  /// There may be something to tell viewers.
  var hasNews: Bool { !changed.isEmpty }
  /// There is nothing to tell anybody, here or on other nodes.
  var isToldOf: Bool { changed.isEmpty && changedHere.isEmpty }

  /// Sockets viewing the room, by user.
  var viewing: [UserID: Int] { people.compactMapValues { $0.sockets > 0 ? $0.sockets : nil } }

  /// The earliest moment at which somebody will be gone.
  var nextDeparture: Timestamp? { people.values.lazy.compactMap(\.leavesAt).min() }

  mutating func socketBegan(_ user: UserID, json: [UInt8]) {
    var person = people[user] ?? Person(json: json)
    if people[user] == nil { changed.insert(user) }
    if !person.isHere {
      here += 1
      changedHere.insert(user)
    }
    person.sockets += 1
    person.json = json
    person.leavesAt = nil
    people[user] = person
  }

  mutating func socketEnded(_ user: UserID, now: Timestamp) {
    guard var person = people[user], person.sockets > 0 else { return }
    person.sockets -= 1
    if person.sockets == 0 { person.leavesAt = now + Self.grace }
    people[user] = person
  }

  /// Membership ended: gone at once, whatever sockets there are, wherever they are.
  mutating func left(_ user: UserID) {
    guard let person = people.removeValue(forKey: user) else { return }
    changed.insert(user)
    if person.isHere { leftHere(user) }
  }

  /// Lets those go whose grace is over.
  mutating func expire(now: Timestamp) {
    for (user, person) in people where person.leavesAt.map({ $0 <= now }) ?? false {
      people[user]?.leavesAt = nil
      leftHere(user)
      if !person.isElsewhere { left(user) }
    }
  }

  private mutating func leftHere(_ user: UserID) {
    here -= 1
    changedHere.insert(user)
  }

  // MARK: Other nodes

  /// Whether some other node has the user in the room: their `user` object, or nil if none does.
  mutating func elsewhere(_ user: UserID, json: [UInt8]?) {
    if let json {
      if people[user] == nil {
        people[user] = Person(json: json)
        changed.insert(user)
      }
      people[user]?.isElsewhere = true
    } else if var person = people[user], person.isElsewhere {
      person.isElsewhere = false
      people[user] = person
      if !person.isHere { left(user) }
    }
  }

  /// Who was in the room elsewhere before anybody was here: nobody has to be told.
  mutating func seed(_ others: [Present]) {
    for other in others {
      people[other.user] = Person(json: other.json, isElsewhere: true)
      told[other.user] = other.json
    }
    toldHasChanged()
  }

  /// What has changed on this node since the last announcement; nil when it comes to nothing.
  mutating func announcement() -> Announcement? {
    var announcement = Announcement()
    for user in changedHere.sorted() {
      if let person = people[user], person.isHere {
        if announced.insert(user).inserted { announcement.joined.append(Present(user: user, json: person.json)) }
      } else if announced.remove(user) != nil {
        announcement.left.append(user)
      }
    }
    changedHere.removeAll()
    return announcement == Announcement() ? nil : announcement
  }

  /// Everybody who is here, which includes all that had still to be announced.
  mutating func everybodyHere() -> [Present] {
    let all = people.filter(\.value.isHere).map { Present(user: $0.key, json: $0.value.json) }
    announced = Set(all.map(\.user))
    changedHere.removeAll()
    return all
  }

  // MARK: Telling

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
    toldHasChanged()
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

  /// Whether viewers have heard that the user is here.
  func hasTold(of user: UserID) -> Bool { told[user] != nil }

  private mutating func toldHasChanged() {
    toldJSON = nil
    edition += 1
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
