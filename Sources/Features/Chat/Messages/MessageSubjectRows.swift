import Core
import Markdown
import SQL
import Words

/// Messages, as search finds them: those of rooms that everybody may read, and of private rooms the caller is a member of, in the archive or
/// not. Those of conversations are never among them: the index would be a copy of a sealed text.
struct MessageSubjectRows: SubjectKind {
  let name = SubjectName.message
  let noun = "a message"
  let isInFeed = false
  let isInSearch = true

  func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard] {
    guard let member = scope.member, scope.permissions.contains(.readRoom), !ids.isEmpty else { return [:] }
    let found = try await snapshot.all(Self.readable(ids, by: member.id)) { row in
      let (id, room): (MessageID, RoomName) = (try row[0], try row[1])
      let html: String = try row[2]
      let author = SubjectAuthor(id: try row[4], username: try row[5], displayName: try row[6], color: try row[7])
      let bytes = Array(html.utf8)
      let card = SubjectCard(
        title: "\(author.displayName) in #\(room)", link: ChatPath.message(id, in: room), html: bytes, text: Markdown.text(in: bytes),
        author: author, room: room.rawValue, createdAt: try row[3])
      return (id.rawValue, card)
    }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }

  /// The live messages are asked again last: a message may be brought back from the archive between the first two statements.
  func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch {
    var found: [Int64: SearchDocument?] = [:]
    var ends: [Int64?] = []
    for shelf in ["messages", "messages_archive", "messages"] as [SQL] {
      let rows = try await transaction.all(Self.below(bound, limit: limit, in: shelf)) { row in
        let (id, html): (MessageID, String?) = (try row[0], try row[5])
        let document = try html.map { html in
          SearchDocument(
            message: id, in: try row[1], try row[2], by: try row[3], at: try row[4],
            words: Words.folded(Markdown.text(in: Array(html.utf8))))
        }
        return (id: id.rawValue, document: document)
      }
      for row in rows { found[row.id] = .some(row.document) }
      ends.append(rows.count == limit ? rows.last?.id : nil)
    }
    // One of the tables may have shown more of its rows than the other: what lies below the higher end comes with the next batch.
    let lowest = ends.compactMap { $0 }.max()
    let documents = found.filter { $0.key >= lowest ?? 0 }.compactMap(\.value)
    return SubjectBatch(documents: documents, lowest: lowest)
  }
}

extension SearchDocument {
  init(message id: MessageID, in room: RoomID, _ kind: RoomKind, by author: UserID, at moment: Timestamp, words: String) {
    self.init(
      kind: .message, id: id.rawValue, author: author, createdAt: moment, room: room, audience: kind == .private ? .room(room) : .everybody,
      words: words)
  }
}

// MARK: Statements

extension MessageSubjectRows {
  static func readable(_ ids: [Int64], by reader: UserID) -> SQL {
    """
    SELECT n.id, r.name, n.html, n.created_at, n.author_id, u.username, u.name, u.color
    FROM (SELECT id, room_id, author_id, html, created_at FROM messages WHERE id IN (\(list: ids)) AND deleted_at IS NULL
      UNION ALL
      SELECT id, room_id, author_id, html, created_at FROM messages_archive WHERE id IN (\(list: ids)) AND deleted_at IS NULL) n
    JOIN rooms r ON r.id = n.room_id JOIN users u ON u.id = n.author_id
    WHERE r.archived_at IS NULL AND NOT r.is_direct
      AND (r.kind <> 'private' OR EXISTS (SELECT 1 FROM room_members p WHERE p.room_id = r.id AND p.user_id = \(reader)))
    """
  }

  static func below(_ bound: Int64, limit: Int, in shelf: SQL) -> SQL {
    """
    SELECT m.id, m.room_id, r.kind, m.author_id, m.created_at, m.html FROM \(shelf) m JOIN rooms r ON r.id = m.room_id
    WHERE m.id < \(bound) AND NOT r.is_direct ORDER BY m.id DESC LIMIT \(limit) \(sqlite: "", postgres: "FOR NO KEY UPDATE OF m")
    """
  }
}
