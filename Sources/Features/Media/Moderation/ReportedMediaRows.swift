import Core
import SQL

/// Files, as members report them: to whoever may see one living thing that shows the file.
struct ReportedMediaRows: Reportable {
  let kind = "media"
  let label = "Picture or sound"
  let served: ServedMediaRepository
  let removal: (any StaffRemoval)?

  func key(of id: String, at now: Timestamp, in snapshot: Snapshot) async throws -> String? { MediaID(text: id)?.rawValue }

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard let id = MediaID(text: key),
      try await snapshot.value(served.reportable(id, to: member.id, with: member.permissions), as: String.self) != nil,
      let thing = try await things([key], in: snapshot)[key]
    else { return .hidden }
    return .seen(thing)
  }

  func files(of key: String, in snapshot: Snapshot) async throws -> [String] { [key] }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let ids = keys.compactMap { MediaID(text: $0) }
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all(
      """
      SELECT m.id, m.user_id, u.username, m.kind, m.removed_at IS NULL, m.width, m.height, m.milliseconds
      FROM media m JOIN users u ON u.id = m.user_id WHERE m.id IN (\(list: ids))
      """, as: ReportedMedia.self)
    return Dictionary(found.map { ($0.id.rawValue, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }
}

private struct ReportedMedia: RowDecodable, Sendable {
  let id: MediaID
  let owner: UserID
  let username: String
  let kind: MediaItem.Kind
  let isThere: Bool
  let width: Int64?
  let height: Int64?
  let milliseconds: Int64?

  init(row: Row) throws {
    var columns = RowReader(row)
    (id, owner, username, kind, isThere) = (
      try columns.next(), try columns.next(), try columns.next(), try columns.next(), try columns.next()
    )
    (width, height, milliseconds) = (try columns.next(), try columns.next(), try columns.next())
  }

  /// A file has no text: what it is stands for it.
  var thing: ReportedThing {
    let what = kind == .image ? "Picture" : "Sound"
    let text =
      kind == .image ? "Picture of \(width ?? 0) × \(height ?? 0) pixels" : "Sound of \((milliseconds ?? 0) / 1_000) seconds"
    let file = kind == .image ? MediaFileName.image640 : .audio
    return ReportedThing(
      id: id.rawValue, owner: owner, name: "\(what) of @\(username)",
      link: isThere ? Link("media", id.rawValue, file.rawValue).text : nil, text: isThere ? text : nil)
  }
}
