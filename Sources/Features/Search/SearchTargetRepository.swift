import Accounts
import Core
import People
import Relations
import SQL

/// People and rooms, as searches name them.
struct SearchTargetRepository: Sendable {
  private let database: Database
  private let persons: PersonRepository

  init(database: Database, online: OnlineMembers) {
    self.database = database
    persons = PersonRepository(database, online: online)
  }

  /// Runs the body so that all it reads is of one moment.
  func atOneMoment<Result: Sendable>(_ body: (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  /// The private rooms that the member may read.
  func privateRooms(of member: UserID, at snapshot: Snapshot) async throws -> [RoomID] {
    try await snapshot.values(Self.privateRooms(of: member))
  }

  func readableRoom(_ name: String, viewer: UserID, at snapshot: Snapshot) async throws -> RoomID? {
    try await snapshot.value(Self.readableRoom(name, viewer: viewer))
  }

  /// Rooms that the viewer may read and whose names have a word that begins with the text.
  func rooms(_ text: String, limit: Int, viewer: UserID, at snapshot: Snapshot) async throws -> [String] {
    let typed = text.utf8.first == UInt8(ascii: "#") ? text.utf8.dropFirst() : text.utf8[...]
    guard (1...32).contains(typed.count), typed.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return [] }
    let name = typed.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "-") : $0 }
    return try await snapshot.values(
      Self.rooms(named: String(decoding: name, as: UTF8.self).lowercased(), limit: limit, viewer: viewer))
  }

  func known(_ username: String, to viewer: UserID, at now: Timestamp, at snapshot: Snapshot) async throws -> UserID? {
    try await snapshot.value(PersonRows.known(named: username, to: viewer, at: now))
  }

  /// Those who are listed to the viewer or followed by them, by username.
  func people(
    _ text: String, after username: String?, only: UserID?, limit: Int, viewer: UserID,
    at snapshot: Snapshot
  ) async throws -> [FoundPerson] {
    try await snapshot.all(
      Self.people(text, after: username ?? "", only: only, limit: limit, viewer: viewer)
    ) { row in
      FoundPerson(
        user: SubjectAuthor(
          id: try row[0], username: try row[1], displayName: try row[2], color: try row[3]),
        joinedAt: try row[4])
    }
  }

  /// The first of these people, as the viewer gets them.
  func cards(_ text: String, limit: Int, viewer: UserID, at snapshot: Snapshot) async throws -> [PersonCard] {
    let found = try await people(text, after: nil, only: nil, limit: limit, viewer: viewer, at: snapshot)
    return try await persons.cards(found.map(\.user.id), for: viewer, at: snapshot)
  }
}

// MARK: Statements

extension SearchTargetRepository {
  /// Says of a row `d` of the index that its author has blocked the viewer, or is blocked by them, or that it stands on a wall that is closed to
  /// the viewer: what is dropped only afterwards would cost time, and time tells.
  static func hidden(from viewer: UserID) -> SQL {
    """
    NOT \(PersonRows.unblocked("d.author_id", viewer)) OR (d.kind = \(SubjectName.module.number)
      AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = d.author_id AND \(PersonRows.wall(to: viewer))))
    """
  }

  static func privateRooms(of member: UserID) -> SQL {
    """
    SELECT p.room_id FROM room_members p JOIN rooms r ON r.id = p.room_id
    WHERE p.user_id = \(member) AND p.newest_id IS NULL AND r.kind = 'private' AND NOT r.is_direct AND r.archived_at IS NULL
    """
  }

  private static func isReadable(by viewer: UserID) -> SQL {
    """
    r.archived_at IS NULL AND NOT r.is_direct
      AND (r.kind <> 'private' OR EXISTS (SELECT 1 FROM room_members p WHERE p.room_id = r.id AND p.user_id = \(viewer)))
    """
  }

  static func readableRoom(_ name: String, viewer: UserID) -> SQL {
    "SELECT r.id FROM rooms r WHERE r.name = \(name) AND \(isReadable(by: viewer))"
  }

  /// There are few rooms, so each is looked at.
  static func rooms(named name: String, limit: Int, viewer: UserID) -> SQL {
    """
    SELECT r.name FROM rooms r
    WHERE \(sqlite: "instr", postgres: "strpos")('-' || r.name, \("-" + name)) > 0 AND \(isReadable(by: viewer)) ORDER BY r.name LIMIT \(limit)
    """
  }

  static func people(
    _ text: String, after username: String, only: UserID?, limit: Int, viewer: UserID
  ) -> SQL {
    let one: SQL = only.map { "AND u.id = \($0)" as SQL } ?? ""
    return """
      SELECT u.id, u.username, u.name, u.color, u.created_at FROM users u
      WHERE \(MemberWordRepository.condition(for: text)) \(one)
        AND lower(u.username)\(sqlite: "", postgres: " COLLATE \"C\"") > \(username)
        AND \(PersonRows.found(by: viewer))
      ORDER BY lower(u.username)\(sqlite: "", postgres: " COLLATE \"C\"") LIMIT \(limit)
      """
  }
}
