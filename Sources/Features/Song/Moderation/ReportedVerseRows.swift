import Core
import Media
import Relations
import SQL

/// Verses, as members report them. A verse counts as its first author's.
struct ReportedVerseRows: Reportable {
  let kind = "verse"
  let label = "Verse"
  let removal: (any StaffRemoval)?

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard let id = VerseID(text: key) else { return .hidden }
    let visible: SQL = "\(Self.reported([id])) AND s.deleted_at IS NULL AND \(ReportedStoryRows.isSeen(by: member.id))"
    guard let found = try await snapshot.first(visible, as: ReportedVerse.self) else { return .hidden }
    return found.isDeleted ? .gone : .seen(found.thing)
  }

  func files(of key: String, in snapshot: Snapshot) async throws -> [String] {
    try await UsedMediaRows.files(of: key, VerseVoiceRows(), in: snapshot)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let found = try await snapshot.all(Self.reported(keys.compactMap { VerseID(text: $0) }), as: ReportedVerse.self)
    return Dictionary(found.map { ($0.thing.id, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }

  private static func reported(_ ids: [VerseID]) -> SQL {
    """
    SELECT v.id, (SELECT a.user_id FROM verse_authors a WHERE a.verse_id = v.id ORDER BY a.place LIMIT 1), v.title, s.title, v.body,
      v.deleted_at IS NOT NULL OR s.deleted_at IS NOT NULL
    FROM verses v JOIN stories s ON s.id = v.story_id JOIN users u ON u.id = s.keeper_id WHERE v.id IN (\(list: ids))
    """
  }
}

private struct ReportedVerse: RowDecodable, Sendable {
  let thing: ReportedThing
  let isDeleted: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    let (id, author): (VerseID, UserID?) = (try columns.next(), try columns.next())
    let (title, story, body): (String, String, String) = (try columns.next(), try columns.next(), try columns.next())
    isDeleted = try columns.next()
    thing = ReportedThing(
      id: id.description, owner: author, name: "Verse \(title) of the story \(story)", link: isDeleted ? nil : SongPath.verse(id),
      text: isDeleted ? nil : "\(title)\n\(body)")
  }
}
