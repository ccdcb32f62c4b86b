import Core
import Markdown
import Relations
import SQL

/// The texts of a conversation for the search. No index holds them, so they are opened one after another, in memory only.
public struct ConversationTextRepository: Sendable {
  let keys: ConversationKeyRepository

  /// Which messages of a conversation are looked at.
  public struct Request: Sendable {
    let room: RoomID
    let viewer: UserID
    public var author: UserID?
    /// Written at this moment or later.
    public var begin: Timestamp?
    /// Written before this moment.
    public var end: Timestamp?
  }

  /// A message and what the search shows of it. The card is nil for a message that does not open.
  public struct Opened: Sendable {
    public let id: MessageID
    public let card: SubjectCard?
  }

  /// Nil unless `name` is the address of a conversation that the viewer is in.
  public func request(for name: String, viewer: UserID, at snapshot: Snapshot) async throws -> Request? {
    guard let room = RoomName.place(name)?.direct,
      try await snapshot.value(Self.membership(of: viewer, in: room), as: RoomID.self) != nil
    else { return nil }
    return Request(room: room, viewer: viewer)
  }

  /// The next living messages below `bound` that the viewer can see, newest first.
  public func open(_ request: Request, below bound: MessageID, limit: Int, at snapshot: Snapshot) async throws -> [Opened] {
    var rows = try await snapshot.all(Self.sealed(request, below: bound, limit: limit, in: "messages"), as: SealedRow.self)
    rows += try await snapshot.all(Self.sealed(request, below: bound, limit: limit, in: "messages_archive"), as: SealedRow.self)
    rows.sort { $0.id > $1.id }
    guard !rows.isEmpty else { return [] }
    let seal = try await keys.seals(of: [request.room], in: snapshot)[request.room]
    let name = RoomName(direct: request.room)
    return rows.prefix(limit).map { Opened(id: $0.id, card: card($0, seal, in: name)) }
  }

  private func card(_ row: SealedRow, _ seal: ConversationSeal?, in room: RoomName) -> SubjectCard? {
    guard let html = seal?.open(row.html, as: .html, by: row.author.id, at: row.createdAt) else {
      keys.vault.report(unreadable: row.id)
      return nil
    }
    return SubjectCard(
      title: "\(row.author.displayName) in a conversation", link: ChatPath.message(row.id, in: room),
      text: Markdown.text(in: Array(html.utf8)), author: row.author, room: room.rawValue, createdAt: row.createdAt)
  }
}

// MARK: Statements

extension ConversationTextRepository {
  static func membership(of viewer: UserID, in room: RoomID) -> SQL {
    "SELECT m.room_id FROM room_members m JOIN conversations c ON c.room_id = m.room_id WHERE m.room_id = \(room) AND m.user_id = \(viewer)"
  }

  static func sealed(_ request: Request, below bound: MessageID, limit: Int, in shelf: StaticString) -> SQL {
    let author: SQL = request.author.map { "AND n.author_id = \($0)" } ?? ""
    let begin: SQL = request.begin.map { "AND n.created_at >= \($0)" } ?? ""
    let end: SQL = request.end.map { "AND n.created_at < \($0)" } ?? ""
    return """
      SELECT n.id, n.created_at, n.html, n.author_id, u.username, u.name, u.color
      FROM \(raw: shelf) n JOIN users u ON u.id = n.author_id
      WHERE n.room_id = \(request.room) AND n.id < \(bound) AND n.deleted_at IS NULL
        AND n.id > (SELECT m.cleared_id FROM room_members m WHERE m.room_id = \(request.room) AND m.user_id = \(request.viewer))
        AND \(PersonRows.unblocked("n.author_id", request.viewer)) \(author) \(begin) \(end)
      ORDER BY n.id DESC LIMIT \(limit)
      """
  }
}

private struct SealedRow: RowDecodable, Sendable {
  let id: MessageID
  let createdAt: Timestamp
  let html: String
  let author: SubjectAuthor

  init(row: Row) throws {
    id = try row[0]
    createdAt = try row[1]
    html = try row[2]
    author = SubjectAuthor(id: try row[3], username: try row[4], displayName: try row[5], color: try row[6])
  }
}
