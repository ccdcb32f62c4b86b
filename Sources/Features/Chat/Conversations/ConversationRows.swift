import Core
import Relations
import SQL

/// The statements about conversations.
enum ConversationRows {
  /// How `conversations.people` names its members.
  static func people(_ members: [UserID]) -> String { members.sorted().map(\.description).joined(separator: ",") }

  /// The people with these usernames, present or former, whom the viewer may know.
  static func known(_ usernames: [String], to viewer: UserID, at now: Timestamp) -> SQL {
    let ids = usernames.dropFirst().reduce(PersonRows.id(named: usernames[0], at: now)) {
      "\($0), \(PersonRows.id(named: $1, at: now))" as SQL
    }
    return "SELECT \(PersonRows.columns) FROM users u WHERE u.id IN (\(ids)) AND \(PersonRows.known(to: viewer)) ORDER BY u.id"
  }

  /// Those of these people who do not let the viewer write to them first.
  static func refusing(_ viewer: UserID, among people: [UserID]) -> SQL {
    "SELECT u.name FROM users u WHERE u.id IN (\(list: people)) AND NOT \(admitsFirst(of: viewer)) ORDER BY u.id"
  }

  /// Whether the `dm_policy` of the person `u` admits a first message of the viewer's.
  private static func admitsFirst(of viewer: UserID) -> SQL {
    """
    (u.dm_policy = 'everyone' OR (u.dm_policy = 'mutuals'
      AND EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = \(viewer) AND f.followed_id = u.id AND f.accepted_at IS NOT NULL)
      AND EXISTS (SELECT 1 FROM follows g WHERE g.follower_id = u.id AND g.followed_id = \(viewer) AND g.accepted_at IS NOT NULL)))
    """
  }

  /// All members of these conversations, as the viewer stands to them; by conversation and id. None for who is not in them.
  static func members(of rooms: [RoomID], for viewer: UserID) -> SQL {
    """
    SELECT m.room_id, \(PersonRows.columns), (\(PersonRows.present) AND \(PersonRows.unblocked("u.id", viewer))), \(admitsFirst(of: viewer)),
      m.has_written, m.last_read_id, COALESCE(w.read_receipts, TRUE), c.size, m.cleared_id
    FROM room_members m JOIN users u ON u.id = m.user_id JOIN conversations c ON c.room_id = m.room_id
      LEFT JOIN preferences w ON w.user_id = u.id
    WHERE m.room_id IN (\(list: rooms))
      AND EXISTS (SELECT 1 FROM room_members o WHERE o.room_id = m.room_id AND o.user_id = \(viewer))
    ORDER BY m.room_id, u.id
    """
  }

  /// A member's conversations in which they can see something, the newest message first.
  static func list(of user: UserID, before bound: MessageID, limit: Int) -> SQL {
    """
    SELECT m.room_id, m.newest_id FROM room_members m
    WHERE m.user_id = \(user) AND m.newest_id > m.cleared_id AND m.newest_id < \(bound) ORDER BY m.newest_id DESC LIMIT \(limit)
    """
  }

  /// What a member sees of these conversations: what is unread, whether they muted it, its newest message and its newest living one.
  static func summaries(of rooms: [RoomID], for user: UserID) -> SQL {
    """
    SELECT s.id, s.unread, s.muted, s.newest, n.created_at, s.living, COALESCE(a.author_id, b.author_id),
      COALESCE(a.created_at, b.created_at), COALESCE(a.html, b.html), COALESCE(a.media, b.media)
    FROM (SELECT r.id, \(UnreadRepository.count) AS unread,
        EXISTS (SELECT 1 FROM muted_rooms x WHERE x.user_id = m.user_id AND x.room_id = r.id) AS muted,
        \(newest("messages", "")) AS newest,
        COALESCE(\(newest("messages", "AND n.deleted_at IS NULL")), \(newest("messages_archive", "AND n.deleted_at IS NULL"))) AS living
      FROM room_members m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = \(user) AND m.room_id IN (\(list: rooms))) AS s
    LEFT JOIN messages n ON n.id = s.newest LEFT JOIN messages a ON a.id = s.living LEFT JOIN messages_archive b ON b.id = s.living
    """
  }

  private static func newest(_ table: StaticString, _ condition: SQL) -> SQL {
    """
    (SELECT n.id FROM \(raw: table) n WHERE n.room_id = r.id AND n.id > m.cleared_id \(condition) ORDER BY n.id DESC LIMIT 1)
    """
  }

  /// The conversation of exactly these people.
  static func room(of people: [UserID]) -> SQL { "SELECT room_id FROM conversations WHERE people = \(Self.people(people))" }

  /// The member's newest conversations, for counting what is unread in them.
  static func newest(of user: UserID, limit: Int) -> SQL {
    """
    SELECT m.room_id FROM room_members m
    WHERE m.user_id = \(user) AND m.newest_id > 0 AND m.newest_id > m.cleared_id ORDER BY m.newest_id DESC LIMIT \(limit)
    """
  }
}
