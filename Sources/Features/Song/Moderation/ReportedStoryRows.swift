import Core
import Relations
import SQL

/// Stories, as members report them: title and blurb.
struct ReportedStoryRows: Reportable {
  let kind = "story"
  let label = "Story"
  let removal: (any StaffRemoval)?

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard let id = StoryID(text: key) else { return .hidden }
    let visible: SQL = "\(Self.reported([id])) AND \(Self.isSeen(by: member.id))"
    guard let found = try await snapshot.first(visible, as: ReportedStory.self), !found.isDeleted else { return .hidden }
    return .seen(found.thing)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    let found = try await snapshot.all(Self.reported(keys.compactMap { StoryID(text: $0) }), as: ReportedStory.self)
    return Dictionary(found.map { ($0.thing.id, $0.thing) }, uniquingKeysWith: { first, _ in first })
  }

  private static func reported(_ ids: [StoryID]) -> SQL {
    """
    SELECT s.id, s.keeper_id, u.username, s.title, s.blurb, s.deleted_at IS NOT NULL FROM \(StoryRows.joins) WHERE s.id IN (\(list: ids))
    """
  }

  /// The member sees the story; a block by the member hides nothing from reports.
  static func isSeen(by member: UserID) -> SQL {
    let viewer: SQL = "\(member)"
    return "(\(PersonRows.known(to: viewer)) AND (s.visibility IN ('public', 'members') OR \(StoryRows.isNamed(viewer))))"
  }
}

private struct ReportedStory: RowDecodable, Sendable {
  let thing: ReportedThing
  let isDeleted: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    let (id, keeper): (StoryID, UserID) = (try columns.next(), try columns.next())
    let (username, title, blurb): (String, String, String) = (try columns.next(), try columns.next(), try columns.next())
    isDeleted = try columns.next()
    thing = ReportedThing(
      id: id.description, owner: keeper, name: "Story \(title) kept by @\(username)", link: isDeleted ? nil : SongPath.story(id),
      text: isDeleted ? nil : "\(title)\n\(blurb)")
  }
}
