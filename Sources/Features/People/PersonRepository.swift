import Core
import Relations
import SQL

/// People, as a viewer gets them.
public struct PersonRepository: Sendable {
  let database: Database
  let relations: RelationRepository
  let online: OnlineMembers

  public init(_ database: Database, online: OnlineMembers) {
    self.database = database
    relations = RelationRepository(database)
    self.online = online
  }

  /// Somebody whom a name in an address leads to.
  struct Found: Sendable {
    let person: Person
    let visibility: WallVisibility
  }

  /// By username in any case, or by a former one; nil for somebody the member may not know of.
  func known(_ username: String, to member: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> Found? {
    try await snapshot.first(Self.found(username, PersonRows.known(to: member), at: now))
  }

  /// The same, and also those who have blocked the member.
  func present(_ username: String, at now: Timestamp, in snapshot: Snapshot) async throws -> Found? {
    try await snapshot.first(Self.found(username, PersonRows.present, at: now))
  }

  /// Those people in the order of `ids`. Whether the member may know of them was decided by the query that gave the ids.
  public func cards(_ ids: [UserID], for member: UserID, at snapshot: Snapshot) async throws -> [PersonCard] {
    guard !ids.isEmpty else { return [] }
    let relations = try await relations.relations(of: member, to: ids, at: snapshot)
    let cards = try await snapshot.all(Self.cards(ids, for: member)) { row in
      var columns = RowReader(row)
      return try PersonCard(reading: &columns, relations, online)
    }
    let found = Dictionary(cards.map { ($0.person.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { found[$0] }
  }

  /// Somebody the member may know of, by name.
  func card(of username: String, for member: UserID, at now: Timestamp) async throws -> PersonCard? {
    try await database.read { snapshot in
      guard let found = try await known(username, to: member, at: now, in: snapshot) else { return nil }
      return try await cards([found.person.id], for: member, at: snapshot).first
    }
  }

  // MARK: Lists

  func page(_ request: FollowListRequest, of member: UserID) async throws -> PeoplePage {
    try await database.read { snapshot in
      // One more, to see whether another part follows.
      let rows = try await snapshot.all(Self.list(request, of: member)) { row in
        (person: try row[0] as UserID, since: try row[1] as Int64)
      }
      let shown = rows.prefix(request.limit)
      let last = rows.count > request.limit ? shown.last : nil
      return PeoplePage(
        people: try await cards(shown.map(\.person), for: member, at: snapshot),
        next: last.map { FollowCursor(since: $0.since, person: $0.person.rawValue).text })
    }
  }
}

// MARK: Statements

extension PersonRepository {
  static func found(_ username: String, _ condition: SQL, at now: Timestamp) -> SQL {
    "SELECT \(PersonRows.columns), u.visibility FROM users u WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(condition)"
  }

  static func cards(_ ids: [UserID], for member: UserID) -> SQL {
    """
    SELECT \(PersonRows.columns), \(PersonRows.wall(to: member)), u.show_online, w.bio, w.status_message, w.status_emoji, w.theme
    FROM users u LEFT JOIN walls w ON w.user_id = u.id WHERE u.id IN (\(list: ids))
    """
  }

  /// Only people the member may know of, except that they see everybody they have blocked.
  static func list(_ request: FollowListRequest, of member: UserID) -> SQL {
    let (before, limit) = (request.before, request.limit + 1)
    switch request.list {
    case .following:
      return follows("follower_id", "followed_id", "accepted_at", "r.accepted_at IS NOT NULL", member, before, limit)
    case .followers:
      return follows("followed_id", "follower_id", "accepted_at", "r.accepted_at IS NOT NULL", member, before, limit)
    case .requests: return follows("followed_id", "follower_id", "requested_at", "r.accepted_at IS NULL", member, before, limit)
    case .requested: return follows("follower_id", "followed_id", "requested_at", "r.accepted_at IS NULL", member, before, limit)
    case .blocked: return rows("blocks", "blocker_id", "blocked_id", "created_at", "u.left_at IS NULL", member, before, limit)
    case .muted: return rows("mutes", "muter_id", "muted_id", "created_at", PersonRows.known(to: member), member, before, limit)
    }
  }

  private static func follows(
    _ mine: StaticString, _ other: StaticString, _ since: StaticString, _ state: SQL, _ member: UserID, _ before: FollowCursor?,
    _ limit: Int
  ) -> SQL {
    rows("follows", mine, other, since, "\(state) AND \(PersonRows.known(to: member))", member, before, limit)
  }

  private static func rows(
    _ table: StaticString, _ mine: StaticString, _ other: StaticString, _ since: StaticString, _ condition: SQL, _ member: UserID,
    _ before: FollowCursor?, _ limit: Int
  ) -> SQL {
    let bound: SQL =
      if let before { "AND (r.\(raw: since), r.\(raw: other)) < (\(before.since), \(before.person))" } else { "" }
    return """
      SELECT r.\(raw: other), r.\(raw: since) FROM \(raw: table) r JOIN users u ON u.id = r.\(raw: other)
      WHERE r.\(raw: mine) = \(member) \(bound) AND \(condition)
      ORDER BY r.\(raw: since) DESC, r.\(raw: other) DESC LIMIT \(limit)
      """
  }
}

extension PersonRepository.Found: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    person = try Person(reading: &columns)
    visibility = try columns.next()
  }
}

extension PersonCard {
  fileprivate init(reading columns: inout RowReader, _ relations: [UserID: Relation], _ online: OnlineMembers) throws {
    let person = try Person(reading: &columns)
    let (isSeen, showsOnline): (Bool, Bool) = (try columns.next(), try columns.next())
    let details = Details(
      bio: try columns.next(), statusMessage: try columns.next(), statusEmoji: try columns.next(), theme: try columns.next())
    let relation = relations[person.id]
    let isTold = showsOnline && relation?.blocked != true
    self.init(
      person: person, details: isSeen ? details : nil, isOnline: isTold ? online.isOnline(person.id) : nil, relation: relation)
  }
}
