import Core
import Markdown
import SQL
import Subjects
import Words

/// Messages that staff removed, kept apart from all others.
struct RemovedMessageRepository: Sendable {
  private let index = SearchIndexRepository()

  /// A message of a room, whoever may read it, locked.
  func message(_ id: MessageID, in transaction: Transaction) async throws -> MessageStanding? {
    // The live table again last: a message may be brought back from the archive between the first two statements.
    for (shelf, isArchived) in [("messages", "FALSE"), ("messages_archive", "TRUE"), ("messages", "FALSE")] as [(SQL, SQL)] {
      let found: MessageStanding? = try await transaction.first(
        """
        SELECT m.id, m.room_id, m.author_id, m.seq, m.deleted_at IS NOT NULL, TRUE, m.is_notice, \(isArchived), m.media IS NOT NULL, r.kind,
          r.is_direct, m.created_at
        FROM \(shelf) m JOIN rooms r ON r.id = m.room_id WHERE m.id = \(id) AND r.archived_at IS NULL
        \(sqlite: "", postgres: "FOR NO KEY UPDATE OF r, m")
        """)
      if let found { return found }
    }
    return nil
  }

  /// Messages of rooms that stand, the newest first. Ids are in the order of time, so that halving finds where to begin.
  func messages(by author: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [MessageID] {
    var (low, high): (Int64, Int64) = (
      try await snapshot.value("SELECT COALESCE(MIN(id), 0) FROM messages") ?? 0,
      try await snapshot.value("SELECT COALESCE(MAX(id), 0) FROM messages") ?? 0
    )
    while low < high {
      let middle = low + (high - low) / 2
      let found = try await snapshot.first("SELECT id, created_at FROM messages WHERE id >= \(middle) ORDER BY id LIMIT 1") { row in
        (id: try row[0] as Int64, at: try row[1] as Timestamp)
      }
      guard let found, found.at < moment else {
        high = middle
        continue
      }
      low = found.id + 1
    }
    let standing: SQL =
      """
      m.author_id = \(author) AND m.created_at >= \(moment) AND m.deleted_at IS NULL AND NOT m.is_notice AND EXISTS
        (SELECT 1 FROM rooms r WHERE r.id = m.room_id AND r.archived_at IS NULL AND NOT r.is_direct)
      """
    return try await snapshot.values(
      """
      SELECT id FROM (SELECT m.id FROM messages m WHERE m.id >= \(low) AND \(standing)
        UNION ALL SELECT m.id FROM messages_archive m WHERE \(standing)) AS made ORDER BY id DESC LIMIT \(limit)
      """)
  }

  func role(of user: UserID, in transaction: Transaction) async throws -> Role {
    try await transaction.value("SELECT role FROM users WHERE id = \(user)") ?? .member
  }

  /// Keeps what a message says before it is erased.
  func keep(_ id: MessageID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO removed_messages (message_id, author_id, content, html, media, removed_at)
      SELECT id, author_id, content, html, media, \(now) FROM messages WHERE id = \(id) AND content IS NOT NULL
      ON CONFLICT (message_id) DO NOTHING
      """)
  }

  /// Gives a message back what it said, without files that are gone. False if nothing is kept of it.
  func restore(
    _ message: MessageStanding, keeping media: (MessageMedia) -> Bool, at seq: Int64, in transaction: Transaction
  ) async throws -> Bool {
    let kept = try await transaction.first("SELECT content, html, media FROM removed_messages WHERE message_id = \(message.id)") { row in
      (content: try row[0] as String, html: try row[1] as String, media: try row[2] as String?)
    }
    guard let kept else { return false }
    let shown = kept.media.map { MessageMedia.list(stored: $0).filter(media) } ?? []
    try await transaction.run(
      """
      UPDATE messages SET content = \(kept.content), html = \(kept.html), media = \(shown.isEmpty ? nil : MessageMedia.stored(shown)),
        deleted_at = NULL, seq = \(seq)
      WHERE id = \(message.id)
      """)
    try await forget(message.id, in: transaction)
    try await index.write(
      SearchDocument(
        message: message.id, in: message.room, message.roomKind, by: message.author, at: message.createdAt,
        words: Words.folded(Markdown.text(in: Array(kept.html.utf8)))),
      in: transaction)
    return true
  }

  /// What the message said is gone for good. False if nothing was kept.
  @discardableResult
  func forget(_ id: MessageID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM removed_messages WHERE message_id = \(id)") > 0
  }

  func forget(of author: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM removed_messages WHERE author_id = \(author)")
  }

  /// Erases what was removed before `moment`, at most `limit` at once, and returns of which messages.
  func erase(removedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [MessageID] {
    try await transaction.values(
      """
      DELETE FROM removed_messages WHERE message_id IN
        (SELECT message_id FROM removed_messages WHERE removed_at <= \(moment) ORDER BY removed_at LIMIT \(limit)) RETURNING message_id
      """)
  }
}
