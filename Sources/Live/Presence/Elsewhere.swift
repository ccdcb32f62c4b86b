import Core

/// Who is in which room on the other nodes, as far as they have said. A pure value; time comes in.
///
/// Each change gives back whom it concerns, by room; `json(of:in:)` then says how it stands with them.
struct Elsewhere {
  private struct Other {
    var heard: Timestamp
    var rooms: [RoomID: [UserID: [UInt8]]] = [:]
    /// Rooms said in full since `allSaid`.
    var said: Set<RoomID> = []
  }

  /// How long what a node has said is believed without another word.
  static let patience = Duration.seconds(35)

  private var others: [String: Other] = [:]

  init() {}

  var nodes: Set<String> { Set(others.keys) }

  mutating func heard(_ word: PresenceWord, from node: String, now: Timestamp) -> [RoomID: Set<UserID>] {
    var other = others[node] ?? Other(heard: now)
    other.heard = now
    defer { others[node] = other }
    switch word {
    case .changed(let room, let joined, let left):
      for person in joined { other.rooms[room, default: [:]][person.user] = person.json }
      for user in left { other.rooms[room]?[user] = nil }
      if other.rooms[room]?.isEmpty == true { other.rooms[room] = nil }
      return [room: Set(joined.map(\.user)).union(left)]
    case .here(let room, let people):
      let before = other.rooms[room] ?? [:]
      let now = Dictionary(people.map { ($0.user, $0.json) }, uniquingKeysWith: { $1 })
      other.rooms[room] = now
      other.said.insert(room)
      return [room: Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }]
    case .allSaid(let count):
      defer { other.said = [] }
      // Some of it was lost on the way: what is missing may be there all the same, and comes with the next round.
      guard other.said.count == count else { return [:] }
      let gone = other.rooms.filter { !other.said.contains($0.key) }
      for room in gone.keys { other.rooms[room] = nil }
      return gone.mapValues { Set($0.keys) }
    case .asked: return [:]
    }
  }

  /// Lets nodes go that have not been heard of.
  mutating func expire(now: Timestamp) -> [RoomID: Set<UserID>] {
    var concerned: [RoomID: Set<UserID>] = [:]
    for (node, other) in others where now - other.heard >= Self.patience {
      others[node] = nil
      for (room, people) in other.rooms { concerned[room, default: []].formUnion(people.keys) }
    }
    return concerned
  }

  /// The user's membership ended.
  mutating func forget(_ user: UserID, in room: RoomID) {
    for node in others.keys { others[node]?.rooms[room]?[user] = nil }
  }

  /// The `user` object when some node has them in the room.
  func json(of user: UserID, in room: RoomID) -> [UInt8]? {
    for other in others.values { if let json = other.rooms[room]?[user] { return json } }
    return nil
  }

  func people(in room: RoomID) -> [Present] {
    var people: [UserID: [UInt8]] = [:]
    for other in others.values { if let there = other.rooms[room] { people.merge(there) { first, _ in first } } }
    return people.map { Present(user: $0.key, json: $0.value) }
  }
}
