import Core
import Relations
import SQL
import Subjects

/// Reads feeds from the ledger of what members published.
struct FeedRepository: Sendable {
  /// How many of the newest entries of all members are looked at first. Most people who are followed write often enough to be among them.
  static let newestLookedAt = 2_000

  private let database: Database

  init(database: Database) { self.database = database }

  /// Runs the body so that all it reads is of one moment.
  func atOneMoment<Result: Sendable>(_ body: (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  func known(_ username: String, to viewer: UserID, at now: Timestamp, at snapshot: Snapshot) async throws -> UserID? {
    try await snapshot.value(PersonRows.known(named: username, to: viewer, at: now))
  }

  /// The newest entries of the member's feed that are older than the cursor.
  func entries(
    of kind: SubjectName?, by author: UserID?, before cursor: FeedCursor?, limit: Int, for member: UserID, at snapshot: Snapshot
  ) async throws -> [LedgerEntry] {
    if let author {
      return try await snapshot.all(Self.entries(by: author, of: kind, before: cursor, limit: limit, for: member), as: LedgerEntry.self)
    }
    let newest = try await snapshot.all(Self.newest(of: kind, before: cursor, limit: limit, for: member), as: LedgerEntry.self)
    if newest.count == limit { return newest }
    // Those who are followed publish seldom: the newest of each are few.
    return try await snapshot.all(Self.entriesOfEach(of: kind, before: cursor, limit: limit, for: member), as: LedgerEntry.self)
  }

  /// Everybody whose entries are in the member's feed, by username.
  func followed(by member: UserID, at snapshot: Snapshot) async throws -> [Person] {
    try await snapshot.all(Self.followed(by: member)) { row in
      var columns = RowReader(row)
      return try Person(reading: &columns)
    }
  }

  /// Those of the members in whose feeds the entry is, or was until its author removed it.
  func audience(of entry: Int64, among members: [UserID]) async throws -> [UserID] {
    guard !members.isEmpty else { return [] }
    return try await database.values(Self.audience(of: entry, among: members), as: UserID.self)
  }
}

// MARK: Statements

extension FeedRepository {
  /// The member follows the person `u` of the follow `f`, has not muted them, and sees their wall.
  private static func isFollowed(by member: SQL) -> SQL {
    """
    f.follower_id = \(member) AND f.accepted_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM mutes fm WHERE fm.muter_id = f.follower_id AND fm.muted_id = f.followed_id)
      AND \(PersonRows.wall(to: member))
    """
  }

  /// True for an entry `e` in the member's feed.
  private static func isInFeed(of member: UserID) -> SQL {
    """
    EXISTS (SELECT 1 FROM follows f JOIN users u ON u.id = f.followed_id
      WHERE f.followed_id = e.author_id AND \(isFollowed(by: "\(member)")))
    """
  }

  private static func isOf(_ kind: SubjectName?, _ entry: StaticString) -> SQL {
    guard let kind else { return "1 = 1" }
    return "\(raw: entry).kind = \(kind.number)"
  }

  private static func isBefore(_ cursor: FeedCursor?, _ entry: StaticString) -> SQL {
    guard let cursor else { return "1 = 1" }
    return "(\(raw: entry).created_at, \(raw: entry).id) < (\(cursor.createdAt), \(cursor.id))"
  }

  /// Looks at the newest entries of all members.
  static func newest(of kind: SubjectName?, before cursor: FeedCursor?, limit: Int, for member: UserID) -> SQL {
    """
    SELECT e.id, e.kind, e.subject, e.author_id, e.created_at FROM (
      SELECT n.id, n.kind, n.subject, n.author_id, n.created_at FROM feed_entries n
      WHERE n.is_gone = FALSE AND \(isBefore(cursor, "n")) ORDER BY n.created_at DESC, n.id DESC LIMIT \(newestLookedAt)
    ) e WHERE \(isOf(kind, "e")) AND \(isInFeed(of: member)) ORDER BY e.created_at DESC, e.id DESC LIMIT \(limit)
    """
  }

  /// Looks at the newest entries of each person who is followed.
  static func entriesOfEach(of kind: SubjectName?, before cursor: FeedCursor?, limit: Int, for member: UserID) -> SQL {
    """
    SELECT e.id, e.kind, e.subject, e.author_id, e.created_at FROM follows f CROSS JOIN users u CROSS JOIN
    \(sqlite: "feed_entries e", postgres: "LATERAL (") \(sqlite: "ON e.id IN (SELECT n.id", postgres: "SELECT n.*") FROM feed_entries n
      WHERE n.author_id = f.followed_id AND n.is_gone = FALSE AND \(isOf(kind, "n")) AND \(isBefore(cursor, "n"))
      ORDER BY n.created_at DESC, n.id DESC LIMIT \(limit)) \(sqlite: "", postgres: "e")
    WHERE u.id = f.followed_id AND \(isFollowed(by: "\(member)")) ORDER BY e.created_at DESC, e.id DESC LIMIT \(limit)
    """
  }

  static func entries(by author: UserID, of kind: SubjectName?, before cursor: FeedCursor?, limit: Int, for member: UserID) -> SQL {
    """
    SELECT e.id, e.kind, e.subject, e.author_id, e.created_at FROM feed_entries e
    WHERE e.author_id = \(author) AND e.is_gone = FALSE AND \(isOf(kind, "e")) AND \(isBefore(cursor, "e")) AND \(isInFeed(of: member))
    ORDER BY e.created_at DESC, e.id DESC LIMIT \(limit)
    """
  }

  static func followed(by member: UserID) -> SQL {
    """
    SELECT \(PersonRows.columns) FROM follows f JOIN users u ON u.id = f.followed_id
    WHERE \(isFollowed(by: "\(member)")) ORDER BY lower(u.username)
    """
  }

  static func audience(of entry: Int64, among members: [UserID]) -> SQL {
    """
    SELECT f.follower_id FROM feed_entries e JOIN users u ON u.id = e.author_id
    JOIN follows f ON f.followed_id = u.id AND f.follower_id IN (\(list: members))
    WHERE e.id = \(entry) AND \(isFollowed(by: "f.follower_id"))
    """
  }
}
