import Core

/// Who is online and in which rooms, from the sockets of this node and from what other nodes say. Somebody whose last socket ended stays for a
/// while. A pure value; time comes in. Each change returns the members for whom something has changed.
struct Roster {
  private struct Person {
    var sockets = 0
    /// When somebody without a socket is gone.
    var leavesAt: Timestamp?
    /// What they view here, by how many sockets, the room entered last first.
    var rooms: [(id: RoomID, sockets: Int)] = []
    /// What they view on other nodes; nil if they are on none.
    var elsewhere: [RoomID]?
    var since: Timestamp

    var isHere: Bool { sockets > 0 || leavesAt != nil }
    var isOnline: Bool { isHere || elsewhere != nil }

    var member: OnlineMember? {
      guard isOnline else { return nil }
      let here = rooms.map(\.id)
      return OnlineMember(since: since, rooms: here + (elsewhere ?? []).filter { !here.contains($0) }, isElsewhere: elsewhere != nil)
    }
  }

  /// What other nodes are told: of those who came or entered other rooms, the rooms; and who is gone.
  struct Announcement: Equatable {
    var here: [UserID: [RoomID]] = [:]
    var left: [UserID] = []
  }

  typealias Changes = [UserID: OnlineMember?]

  /// How long somebody stays after the last socket ended: as long as in a room.
  static let grace = RoomPresence.grace
  /// Other nodes are told of as many rooms of one member.
  static let mostRooms = 8

  private var people: [UserID: Person] = [:]
  /// Whom the other nodes have been told of.
  private var announced: Set<UserID> = []
  private var unannounced: Set<UserID> = []

  init() {}

  var hasNews: Bool { !unannounced.isEmpty }

  /// The earliest moment at which somebody will be gone.
  var nextDeparture: Timestamp? { people.values.lazy.compactMap(\.leavesAt).min() }

  mutating func socketBegan(_ user: UserID, now: Timestamp) -> Changes {
    change(user, now) { person in
      person.sockets += 1
      person.leavesAt = nil
    }
  }

  mutating func socketEnded(_ user: UserID, now: Timestamp) -> Changes {
    change(user, now) { person in
      guard person.sockets > 0 else { return }
      person.sockets -= 1
      if person.sockets == 0 { person.leavesAt = now + Self.grace }
    }
  }

  /// - Parameter isNew: False if the socket viewed the room already.
  mutating func entered(_ room: RoomID, _ user: UserID, isNew: Bool, now: Timestamp) -> Changes {
    change(user, now) { person in
      let before = person.rooms.firstIndex { $0.id == room }.map { person.rooms.remove(at: $0).sockets } ?? 0
      person.rooms.insert((room, before + (isNew ? 1 : 0)), at: 0)
    }
  }

  mutating func left(_ room: RoomID, _ user: UserID, now: Timestamp) -> Changes {
    change(user, now) { person in
      guard let index = person.rooms.firstIndex(where: { $0.id == room }) else { return }
      person.rooms[index].sockets -= 1
      if person.rooms[index].sockets <= 0 { person.rooms.remove(at: index) }
    }
  }

  /// What the other nodes say of these users now: the rooms they view, or nil for somebody who is on none of them.
  mutating func elsewhere(_ users: [UserID: [RoomID]?], now: Timestamp) -> Changes {
    var changes: Changes = [:]
    for (user, rooms) in users { changes.merge(change(user, now) { $0.elsewhere = rooms }) { $1 } }
    return changes
  }

  /// Lets those go whose time is over.
  mutating func expire(now: Timestamp) -> Changes {
    var changes: Changes = [:]
    for user in people.filter({ $0.value.leavesAt.map { $0 <= now } ?? false }).keys {
      changes.merge(change(user, now) { $0.leavesAt = nil }) { $1 }
    }
    return changes
  }

  /// What has changed on this node since the last announcement; nil if nothing has.
  mutating func announcement() -> Announcement? {
    var announcement = Announcement()
    for user in unannounced.sorted() {
      if let person = people[user], person.isHere {
        announced.insert(user)
        announcement.here[user] = rooms(of: person)
      } else if announced.remove(user) != nil {
        announcement.left.append(user)
      }
    }
    unannounced.removeAll()
    return announcement == Announcement() ? nil : announcement
  }

  /// Everybody who is here, which includes all who had still to be announced.
  mutating func everybodyHere() -> [UserID: [RoomID]] {
    let here = people.filter(\.value.isHere).mapValues(rooms)
    announced = Set(here.keys)
    unannounced.removeAll()
    return here
  }

  private func rooms(of person: Person) -> [RoomID] { Array(person.rooms.lazy.map(\.id).prefix(Self.mostRooms)) }

  private mutating func change(_ user: UserID, _ now: Timestamp, _ body: (inout Person) -> Void) -> Changes {
    var person = people[user] ?? Person(since: now)
    let (before, wasHere, rooms) = (people[user]?.member, person.isHere, person.rooms.map(\.id))
    body(&person)
    people[user] = person.isOnline ? person : nil
    if person.isHere != wasHere || person.isHere && person.rooms.map(\.id) != rooms { unannounced.insert(user) }
    return person.member == before ? [:] : [user: person.member]
  }
}
