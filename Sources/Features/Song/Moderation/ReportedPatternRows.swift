import Core
import Relations
import SQL

/// Patterns, as members report them: by their titles.
struct ReportedPatternRows: Reportable {
  let kind = "pattern"
  let label = "Pattern"
  let removal: (any StaffRemoval)?

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard let id = PatternID(text: key) else { return .hidden }
    let visible: SQL = "\(Self.reported([id])) AND \(Self.isSeen(by: member.id))"
    guard let found = try await snapshot.first(visible, as: ReportedPattern.self), !found.isDeleted else { return .hidden }
    return .seen(found.thing)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let found = try await snapshot.all(Self.reported(keys.compactMap { PatternID(text: $0) }), as: ReportedPattern.self)
    return Dictionary(found.map { ($0.thing.id, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }

  private static func reported(_ ids: [PatternID]) -> SQL {
    "SELECT p.id, p.owner_id, u.username, p.title, p.deleted_at IS NOT NULL FROM \(PatternRows.owned) WHERE p.id IN (\(list: ids))"
  }

  /// The member sees the pattern; a block by the member hides nothing from reports.
  private static func isSeen(by member: UserID) -> SQL {
    let viewer: SQL = "\(member)"
    return "(\(PersonRows.known(to: viewer)) AND (p.visibility IN ('public', 'members') OR p.owner_id = \(viewer)))"
  }
}

private struct ReportedPattern: RowDecodable, Sendable {
  let thing: ReportedThing
  let isDeleted: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    let (id, owner): (PatternID, UserID) = (try columns.next(), try columns.next())
    let (username, title): (String, String) = (try columns.next(), try columns.next())
    isDeleted = try columns.next()
    thing = ReportedThing(
      id: id.description, owner: owner, name: "Pattern \(title) by @\(username)", link: isDeleted ? nil : SongPath.pattern(id),
      text: isDeleted ? nil : title)
  }
}
