import Core
import Relations
import SQL

/// Reads who is online and who of them sees whom.
struct LobbyRepository: Sendable {
  /// Only this many people are looked at, those who have been online longest: that bounds what one look costs.
  static let most = 1_000

  let database: Database

  /// Four statements, however many are online and look on. Most viewers see the same people: those whom a member without any relations sees.
  /// Two statements read the pairs for which it is otherwise.
  func crowd(of online: [UserID: OnlineMember], for viewers: [UserID]) async throws -> LobbyCrowd {
    let longest = online.sorted { ($0.value.since, $0.key) < ($1.value.since, $1.key) }.prefix(Self.most)
    let ids = longest.map(\.key)
    let rooms = Set(longest.flatMap(\.value.rooms)).sorted()
    return try await database.read { snapshot in
      let names = Dictionary(
        try await snapshot.all(Self.publicRooms(rooms)) { row in (try row[0] as RoomID, try row[1] as String) }, uniquingKeysWith: { $1 })
      let people = try await snapshot.all(Self.people(Set(ids).union(viewers).sorted())) { row in try OnlinePerson(row: row) }
      let closed = people.filter { $0.showsOnline && !$0.isOpen }.map(\.person.id)
      let pair = { (row: Row) throws -> (viewer: UserID, person: UserID) in (try row[0], try row[1]) }
      let hidden = try await snapshot.all(Self.hidden(from: viewers), decode: pair)
      let shown = try await snapshot.all(Self.shown(to: viewers, of: closed), decode: pair)
      let occupants = people.map { person in
        let online = online[person.person.id]
        let room = online?.rooms.first { names[$0] != nil }
        return LobbyCrowd.Occupant(
          person: LobbyPerson(user: person.person, room: room.map { LobbyRoom(id: $0, name: names[$0] ?? "") }),
          since: online?.since, isOpen: person.isOpen)
      }
      return LobbyCrowd(occupants, hidden: hidden, shown: shown, isCut: online.count > ids.count)
    }
  }

  // MARK: Statements

  private static func people(_ users: [UserID]) -> SQL {
    """
    SELECT \(PersonRows.columns), u.show_online, u.show_online AND \(PersonRows.listed(to: "0" as SQL))
    FROM users u WHERE u.id IN (\(list: users)) AND \(PersonRows.present)
    """
  }

  /// Everybody may enter these.
  private static func publicRooms(_ rooms: [RoomID]) -> SQL {
    "SELECT id, name FROM rooms WHERE id IN (\(list: rooms)) AND kind IN ('public', 'announcement') AND archived_at IS NULL"
  }

  /// A block hides the two from each other; a mute hides one.
  private static func hidden(from viewers: [UserID]) -> SQL {
    """
    SELECT blocker_id, blocked_id FROM blocks WHERE blocker_id IN (\(list: viewers))
    UNION ALL SELECT blocked_id, blocker_id FROM blocks WHERE blocked_id IN (\(list: viewers))
    UNION ALL SELECT muter_id, muted_id FROM mutes WHERE muter_id IN (\(list: viewers))
    """
  }

  /// Closed people and the followers who see them.
  private static func shown(to viewers: [UserID], of closed: [UserID]) -> SQL {
    """
    SELECT f.follower_id, f.followed_id FROM follows f JOIN users u ON u.id = f.followed_id
    WHERE f.follower_id IN (\(list: viewers)) AND f.followed_id IN (\(list: closed)) AND \(PersonRows.listed(to: "f.follower_id" as SQL))
    """
  }
}

private struct OnlinePerson {
  let person: Person
  let showsOnline: Bool
  /// Whether members without any relation to the person see them here.
  let isOpen: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    person = try Person(reading: &columns)
    showsOnline = try columns.next()
    isOpen = try columns.next()
  }
}
