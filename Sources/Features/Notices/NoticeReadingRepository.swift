import Core
import SQL

/// Reads notifications and composes what they say: one query for the rows, and at most one for each kind among them.
struct NoticeReadingRepository: Sendable {
  private let kinds: [String: any NoticeKind]

  init(kinds: [any NoticeKind]) {
    self.kinds = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func notices(_ ids: [NoticeID], at snapshot: Snapshot) async throws -> [Notice] {
    ids.isEmpty ? [] : try await composed(snapshot.all(NoticeRows.notices(ids)), at: snapshot)
  }

  /// The newest before one, newest first.
  func page(of user: UserID, before last: Int64?, limit: Int, at snapshot: Snapshot) async throws -> [Notice] {
    try await composed(snapshot.all(NoticeRows.page(of: user, before: last, limit: limit)), at: snapshot)
  }

  /// Those changed after a sequence, by sequence; deleted ones too.
  func changed(of user: UserID, after sequence: Int64, limit: Int, at snapshot: Snapshot) async throws -> [Notice] {
    try await composed(snapshot.all(NoticeRows.changed(of: user, after: sequence, limit: limit)), at: snapshot)
      .sorted { $0.sequence < $1.sequence }
  }

  func unread(of user: UserID, at snapshot: Snapshot) async throws -> Int {
    try await snapshot.value("SELECT \(NoticeRows.unread(of: "\(user)"))") ?? 0
  }

  private func composed(_ rows: [NoticeRow], at snapshot: Snapshot) async throws -> [Notice] {
    var faces: [Int64: NoticeFace] = [:]
    for (name, rows) in Dictionary(grouping: rows.filter { !$0.isDeleted }, by: \.kind) {
      guard let kind = kinds[name] else { continue }
      faces.merge(try await kind.faces(of: rows.map(\.topic), at: snapshot)) { $1 }
    }
    return rows.map { row in
      Notice(
        id: row.id, recipient: row.recipient, kind: row.kind, sequence: row.sequence, last: row.last,
        shown: row.isDeleted ? nil : shown(row, faces[row.id.rawValue]))
    }
  }

  private func shown(_ row: NoticeRow, _ face: NoticeFace?) -> Notice.Shown {
    // Of a feature that this server no longer has.
    let face = face ?? NoticeFace(row.actors.isEmpty ? "Something has changed" : "did something", link: NoticePath.list)
    return Notice.Shown(
      title: NoticeTitle.text(face.deed, by: face.isSentence ? [] : row.actors, count: row.actorCount), body: row.body, link: face.link,
      actors: row.actors, count: max(1, row.actorCount), createdAt: row.createdAt, isRead: row.isRead,
      actions: row.actors.map { kinds[row.kind]?.actions(about: $0.username) ?? [] })
  }
}
