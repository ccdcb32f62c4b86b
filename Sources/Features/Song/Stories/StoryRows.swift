import Core
import JSON
import Relations
import SQL

/// Stories as rows, and the one rule of who sees them. In the queries `s` is the story and `u` its keeper.
enum StoryRows {
  /// The viewer is the keeper, or a writer whom the keeper named.
  static func isNamed(_ viewer: SQL) -> SQL {
    "(s.keeper_id = \(viewer) OR EXISTS (SELECT 1 FROM story_writers sw WHERE sw.story_id = s.id AND sw.user_id = \(viewer)))"
  }

  /// The viewer sees the story. Nobody sees one that is deleted, that a banned member keeps, or across a block with the keeper.
  static func visible(to viewer: SQL?) -> SQL { "(s.deleted_at IS NULL AND \(admits(viewer)))" }

  /// The same, whether it is deleted or not.
  static func admits(_ viewer: SQL?) -> SQL {
    guard let viewer else { return "(s.visibility = 'public' AND \(PersonRows.present))" }
    return """
      (\(PersonRows.present) AND \(PersonRows.unblocked("u.id", viewer))
        AND (s.visibility IN ('public', 'members') OR \(isNamed(viewer))))
      """
  }

  /// The columns of `Story`.
  static var columns: SQL {
    """
    s.id, \(PersonRows.columns), s.title, s.blurb, s.visibility, s.writing, s.canon, s.unmet, s.vote_hours, s.root_id, s.variables,
    s.parent_id, s.origin_id, s.depth, s.ifid, s.version, s.seq, s.created_at, s.updated_at, s.deleted_at,
    s.staff_removal
    """
  }

  static var joins: SQL { "stories s JOIN users u ON u.id = s.keeper_id" }

  /// Makes other changes of the story and its verses wait until the transaction ends. False if there is no such story.
  static func lock(_ id: StoryID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM stories WHERE id = \(id) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: Int.self) != nil
  }
}

extension Story: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    try self.init(reading: &columns)
  }

  init(reading columns: inout RowReader) throws {
    let id: StoryID = try columns.next()
    let keeper = try Person(reading: &columns)
    var details = StoryDetails(title: try columns.next())
    details.blurb = try columns.next()
    details.visibility = try columns.next()
    details.writing = try columns.next()
    details.canon = try columns.next()
    details.unmet = try columns.next()
    details.voteHours = try columns.next()
    details.root = try columns.next()
    details.variables = try StoredRules.variables(columns.next())
    let (parent, root, depth): (StoryID?, StoryID?, Int) = (try columns.next(), try columns.next(), try columns.next())
    self.init(
      id: id, keeper: keeper, details: details, lineage: StoryLineage(parent: parent, root: root ?? id, depth: depth),
      ifid: try columns.next(), version: try columns.next(), sequence: try columns.next(), createdAt: try columns.next(),
      updatedAt: try columns.next(), deletedAt: try columns.next(), staffRemoval: try columns.next())
  }
}

/// A story with what the viewer is to it. Its writers are read apart.
struct SeenStoryRow: RowDecodable, Sendable {
  let isNamed: Bool
  let story: Story

  init(row: Row) throws {
    var columns = RowReader(row)
    isNamed = try columns.next()
    story = try Story(reading: &columns)
  }
}

/// A person alone.
struct PersonRow: RowDecodable, Sendable {
  let person: Person

  init(row: Row) throws {
    var columns = RowReader(row)
    person = try Person(reading: &columns)
  }
}

extension StaffRemovalState: SQLEncodable, SQLDecodable {}
extension StoryVisibility: SQLEncodable, SQLDecodable {}
extension StoryWriting: SQLEncodable, SQLDecodable {}
extension StoryCanon: SQLEncodable, SQLDecodable {}
extension StoryUnmet: SQLEncodable, SQLDecodable {}
