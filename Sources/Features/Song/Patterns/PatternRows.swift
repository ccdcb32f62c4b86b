import Core
import Relations
import SQL

/// Patterns as rows, and the one rule of who sees them. In the queries `p` is the pattern and `u` its owner.
enum PatternRows {
  /// The viewer sees the pattern. Nobody sees one that is deleted, that a banned member owns, or across a block with the owner.
  static func visible(to viewer: SQL?) -> SQL { "(p.deleted_at IS NULL AND \(admits(viewer)))" }

  /// The same, whether it is deleted or not.
  static func admits(_ viewer: SQL?) -> SQL {
    guard let viewer else { return "(p.visibility = 'public' AND \(PersonRows.present))" }
    return """
      (\(PersonRows.present) AND \(PersonRows.unblocked("u.id", viewer))
        AND (p.visibility IN ('public', 'members') OR p.owner_id = \(viewer)))
      """
  }

  /// The columns of `Pattern`.
  static var columns: SQL {
    """
    p.id, \(PersonRows.columns), p.title, p.visibility, p.version, p.revision, r.loop, p.parent_id, p.origin_id, p.depth, p.seq,
    p.created_at, p.updated_at, p.deleted_at, p.removed_by_staff
    """
  }

  /// Without the loop.
  static var owned: SQL { "patterns p JOIN users u ON u.id = p.owner_id" }
  static var joins: SQL { "\(owned) JOIN pattern_revisions r ON r.pattern_id = p.id AND r.number = p.revision" }

  /// Makes other changes of the pattern wait until the transaction ends. False if there is no such pattern.
  static func lock(_ id: PatternID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM patterns WHERE id = \(id) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: Int.self) != nil
  }
}

extension Pattern: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    let id: PatternID = try columns.next()
    let owner = try Person(reading: &columns)
    let (title, visibility): (String, StoryVisibility) = (try columns.next(), try columns.next())
    let (version, revision, loop): (Int64, Int, String) = (try columns.next(), try columns.next(), try columns.next())
    let (parent, root, depth): (PatternID?, PatternID?, Int) = (try columns.next(), try columns.next(), try columns.next())
    self.init(
      id: id, owner: owner, title: title, visibility: visibility, version: version, revision: revision, loop: loop,
      lineage: PatternLineage(parent: parent, root: root ?? id, depth: depth), sequence: try columns.next(),
      createdAt: try columns.next(), updatedAt: try columns.next(), deletedAt: try columns.next(), isRemovedByStaff: try columns.next())
  }
}

extension PatternRevision: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    (pattern, number, title) = (try columns.next(), try columns.next(), try columns.next())
    (loop, createdAt) = (try columns.next(), try columns.next())
  }
}
