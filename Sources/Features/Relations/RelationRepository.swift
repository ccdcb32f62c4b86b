import Core
import SQL

/// Follows, blocks and mutes, as rows. Who may change them is decided by the services of People.
public struct RelationRepository: Sendable {
  let database: Database

  public init(_ database: Database) { self.database = database }

  // MARK: Reading

  /// Whether the member has blocked or muted somebody.
  public func hidesSomebody(_ member: UserID) async throws -> Bool {
    try await database.value("SELECT \(PersonRows.hidesSomebody("\(member)"))", as: Bool.self) ?? false
  }

  /// What stands between the viewer and each of the others; nothing for the viewer themselves. One query.
  public func relations(of viewer: UserID, to persons: [UserID], at snapshot: Snapshot) async throws -> [UserID: Relation] {
    guard !persons.isEmpty else { return [:] }
    let rows = try await snapshot.all(Self.relations(of: viewer, to: persons)) { row in
      var columns = RowReader(row)
      return (id: try columns.next() as UserID, relation: try Relation(reading: &columns))
    }
    return Dictionary(rows.map { ($0.id, $0.relation) }, uniquingKeysWith: { first, _ in first })
  }

  public func relations(of viewer: UserID, to persons: [UserID]) async throws -> [UserID: Relation] {
    try await database.read { try await relations(of: viewer, to: persons, at: $0) }
  }

  /// Somebody whom the member has blocked, and may know of.
  public func blocked(_ username: String, by member: UserID, at now: Timestamp) async throws -> (person: Person, relation: Relation)? {
    try await database.read { snapshot in
      let found = try await snapshot.first(Self.blocked(username, by: member, at: now)) { row in
        var columns = RowReader(row)
        return try Person(reading: &columns)
      }
      guard let found, let relation = try await relations(of: member, to: [found.id], at: snapshot)[found.id] else { return nil }
      return (found, relation)
    }
  }

  /// Whether one is an accepted follower of the other.
  public func follows(_ follower: UserID, _ followed: UserID, at snapshot: Snapshot) async throws -> Bool {
    try await snapshot.value(
      "SELECT 1 FROM follows WHERE follower_id = \(follower) AND followed_id = \(followed) AND accepted_at IS NOT NULL", as: Int.self)
      != nil
  }

  public func follows(_ follower: UserID, _ followed: UserID) async throws -> Bool {
    try await database.read { try await follows(follower, followed, at: $0) }
  }

  /// Whether the member has blocked somebody, and whether that one has blocked them.
  public static func blocks(of member: UserID, and other: UserID, at snapshot: Snapshot) async throws -> (mine: Bool, theirs: Bool) {
    let blockers = try await snapshot.values(
      """
      SELECT blocker_id FROM blocks
      WHERE (blocker_id = \(member) AND blocked_id = \(other)) OR (blocker_id = \(other) AND blocked_id = \(member))
      """, as: UserID.self)
    return (blockers.contains(member), blockers.contains(other))
  }

  /// Those who blocked one of these people, or are blocked by them: they do not see what that person made.
  public static func strangers(to persons: [UserID], at snapshot: Snapshot) async throws -> [UserID: [UserID]] {
    guard !persons.isEmpty else { return [:] }
    let rows = try await snapshot.all(strangers(to: persons)) { row in (person: try row[0] as UserID, other: try row[1] as UserID) }
    return Dictionary(grouping: rows, by: \.person).mapValues { $0.map(\.other) }
  }

  public static func strangers(to person: UserID, at snapshot: Snapshot) async throws -> [UserID] {
    try await strangers(to: [person], at: snapshot)[person] ?? []
  }

  /// Whose messages the member has out of sight: those they blocked or muted, in ascending order.
  public func hidden(from member: UserID, at snapshot: Snapshot) async throws -> [UserID] {
    try await Self.hidden(from: [member], at: snapshot)[member] ?? []
  }

  /// The same for several members, in one query.
  public static func hidden(from members: [UserID], at snapshot: Snapshot) async throws -> [UserID: [UserID]] {
    guard !members.isEmpty else { return [:] }
    let rows = try await snapshot.all(hidden(from: members)) { row in (member: try row[0] as UserID, other: try row[1] as UserID) }
    return Dictionary(grouping: rows, by: \.member).mapValues { $0.map(\.other) }
  }

  public func hidden(from member: UserID) async throws -> [UserID] { try await database.read { try await hidden(from: member, at: $0) } }
}

// MARK: Statements

extension RelationRepository {
  static func relations(of viewer: UserID, to persons: [UserID]) -> SQL {
    """
    SELECT u.id, CASE WHEN f.follower_id IS NULL THEN 'none' WHEN f.accepted_at IS NULL THEN 'requested' ELSE 'following' END,
      g.accepted_at IS NOT NULL, g.follower_id IS NOT NULL AND g.accepted_at IS NULL, b.blocker_id IS NOT NULL, m.muter_id IS NOT NULL,
      \(PersonRows.known(to: viewer)) AND b.blocker_id IS NULL AND (u.dm_policy = 'everyone'
        OR (u.dm_policy = 'mutuals' AND f.accepted_at IS NOT NULL AND g.accepted_at IS NOT NULL))
    FROM users u
    LEFT JOIN follows f ON f.follower_id = \(viewer) AND f.followed_id = u.id
    LEFT JOIN follows g ON g.follower_id = u.id AND g.followed_id = \(viewer)
    LEFT JOIN blocks b ON b.blocker_id = \(viewer) AND b.blocked_id = u.id
    LEFT JOIN mutes m ON m.muter_id = \(viewer) AND m.muted_id = u.id
    WHERE u.id IN (\(list: persons)) AND u.id <> \(viewer)
    """
  }

  static func blocked(_ username: String, by member: UserID, at now: Timestamp) -> SQL {
    """
    SELECT \(PersonRows.columns) FROM users u JOIN blocks b ON b.blocker_id = \(member) AND b.blocked_id = u.id
    WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(PersonRows.known(to: member))
    """
  }

  static func strangers(to persons: [UserID]) -> SQL {
    """
    SELECT blocker_id, blocked_id FROM blocks WHERE blocker_id IN (\(list: persons))
    UNION SELECT blocked_id, blocker_id FROM blocks WHERE blocked_id IN (\(list: persons))
    """
  }

  static func hidden(from members: [UserID]) -> SQL {
    """
    SELECT blocker_id, blocked_id FROM blocks WHERE blocker_id IN (\(list: members))
    UNION SELECT muter_id, muted_id FROM mutes WHERE muter_id IN (\(list: members)) ORDER BY 1, 2
    """
  }
}

extension Relation {
  fileprivate init(reading columns: inout RowReader) throws {
    self.init(
      following: try columns.next(), followsMe: try columns.next(), requestsMe: try columns.next(), blocked: try columns.next(),
      muted: try columns.next(), canMessage: try columns.next())
  }
}

extension Relation.Following: SQLEncodable, SQLDecodable {}
