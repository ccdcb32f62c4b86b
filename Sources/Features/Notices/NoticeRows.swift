import Core
import SQL

/// Notifications as rows, with what their kinds need to compose them.
enum NoticeRows {
  /// The notifications that a clause finds: `WHERE n.user_id = … ORDER BY … LIMIT …`, each with its newest actors. One statement, and for each
  /// notification a few steps in an index, however many events it stands for.
  static func found(_ clause: SQL) -> SQL {
    """
    SELECT n.id, n.user_id, r.username, n.kind, n.target, n.room, n.seq, n.last, n.created_at, n.events, n.actors, n.body, n.read_at IS NOT NULL,
      n.deleted_at IS NOT NULL, n.subject, n.is_unsigned, \(person("a")), \(person("b")), \(person("c"))
    FROM (SELECT n.*, CASE WHEN n.actors > 2 THEN \(newestActor("e.actor_id NOT IN (n.first, n.second)")) END AS third
      FROM (SELECT n.*, CASE WHEN n.actors > 1 THEN \(newestActor("e.actor_id <> n.first")) END AS second
        FROM (SELECT n.*, CASE WHEN n.actors > 0 THEN \(newestActor("e.actor_id IS NOT NULL")) END AS first,
            \(newest("e.subject")) AS subject, COALESCE(\(newest("e.actor_id IS NULL")), \(false)) AS is_unsigned
          FROM notices n \(clause)) n) n) n
      JOIN users r ON r.id = n.user_id
      LEFT JOIN users a ON a.id = n.first LEFT JOIN users b ON b.id = n.second LEFT JOIN users c ON c.id = n.third
    ORDER BY n.last DESC
    """
  }

  static func notices(_ ids: [NoticeID]) -> SQL { found("WHERE n.id IN (\(list: ids))") }

  static func page(of user: UserID, before last: Int64?, limit: Int) -> SQL {
    found(
      """
      WHERE n.user_id = \(user) AND n.deleted_at IS NULL AND n.last < \(last ?? Int64.max) ORDER BY n.last DESC LIMIT \(limit)
      """)
  }

  static func changed(of user: UserID, after sequence: Int64, limit: Int) -> SQL {
    found("WHERE n.user_id = \(user) AND n.seq > \(sequence) ORDER BY n.seq LIMIT \(limit)")
  }

  static func recipients(of kind: any NoticeKind, target: Int64) -> SQL {
    "SELECT DISTINCT user_id FROM notices WHERE kind = \(kind.name) AND target = \(target) ORDER BY user_id"
  }

  /// Whether one is unread, as the indexes have it.
  static var isUnread: SQL { "n.read_at IS NULL AND n.deleted_at IS NULL" }

  /// How many are unread, counted up to 100.
  static func unread(of user: SQL) -> SQL {
    """
    (SELECT count(*) FROM (SELECT 1 FROM notices n WHERE n.user_id = \(user) AND \(isUnread) LIMIT \(Notice.mostCounted)) AS unread)
    """
  }

  /// Something of the newest event.
  private static func newest(_ column: SQL) -> SQL {
    "(SELECT \(column) FROM notice_events e WHERE e.notice_id = n.id AND e.hidden = 0 ORDER BY e.last DESC LIMIT 1)"
  }

  /// Who caused the newest event of those that the condition admits.
  private static func newestActor(_ condition: SQL) -> SQL {
    """
    (SELECT e.actor_id FROM notice_events e WHERE e.notice_id = n.id AND e.hidden = 0 AND \(condition) ORDER BY e.last DESC LIMIT 1)
    """
  }

  private static func person(_ table: StaticString) -> SQL {
    "\(raw: table).id, \(raw: table).username, \(raw: table).name, \(raw: table).color"
  }
}

struct NoticeRow: RowDecodable, Sendable {
  let id: NoticeID
  let recipient: UserID
  let username: String
  let kind: String
  let target: Int64
  let room: RoomID?
  let sequence: Int64
  let last: Int64
  let createdAt: Timestamp
  let events: Int
  let actorCount: Int
  let body: String?
  let isRead: Bool
  let isDeleted: Bool
  let subject: Int64?
  let isUnsigned: Bool
  let actors: [NoticeActor]

  init(row: Row) throws {
    var columns = RowReader(row)
    (id, recipient, username) = (try columns.next(), try columns.next(), try columns.next())
    (kind, target, room) = (try columns.next(), try columns.next(), try columns.next())
    (sequence, last, createdAt) = (try columns.next(), try columns.next(), try columns.next())
    (events, actorCount, body) = (try columns.next(), try columns.next(), try columns.next())
    (isRead, isDeleted, subject) = (try columns.next(), try columns.next(), try columns.next())
    isUnsigned = try columns.next()
    var actors: [NoticeActor] = []
    for _ in 0..<Notice.mostActors {
      let id: UserID? = try columns.next()
      let (username, name, color): (String?, String?, Int?) = (try columns.next(), try columns.next(), try columns.next())
      guard let id, let username, let name, let color else { continue }
      actors.append(NoticeActor(id: id, username: username, displayName: name, color: color))
    }
    self.actors = actors
  }

  var topic: NoticeTopic {
    NoticeTopic(
      id: id.rawValue, recipient: recipient, username: username, target: target, room: room, subject: subject ?? target,
      isUnsigned: isUnsigned, events: events)
  }
}
