import Core
import Relations
import SQL

/// What feeds and search need to know of a script.
struct ScriptPublicityRepository: Sendable {
  struct State: RowDecodable, Sendable {
    let owner: Person
    let title: String
    let summary: String
    /// Of the newest revision that lives.
    let code: String
    let createdAt: Timestamp
    let isOpen: Bool
    let hasEntered: Bool
    let isFork: Bool
    /// Every member may see it, and not only followers of its owner.
    let isForAll: Bool

    init(row: Row) throws {
      var columns = RowReader(row)
      owner = try Person(reading: &columns)
      title = try columns.next()
      summary = try columns.next()
      code = try columns.next()
      createdAt = try columns.next()
      isOpen = try columns.next()
      hasEntered = try columns.next()
      isFork = try columns.next()
      isForAll = try columns.next()
    }
  }

  func state(of id: ScriptID, in transaction: Transaction) async throws -> State? {
    try await transaction.first(Self.state(of: id))
  }

  /// Remembers that the script is in the feeds: it enters them once.
  func enter(_ id: ScriptID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE scripts SET entered_at = \(now) WHERE id = \(id)")
  }

  static func state(of id: ScriptID) -> SQL {
    """
    SELECT \(PersonRows.columns), s.title, s.summary, COALESCE(r.code, ''), s.created_at, \(ScriptRows.isListed), s.entered_at IS NOT NULL,
      EXISTS (SELECT 1 FROM script_lineage l WHERE l.script_id = s.id AND l.parent_id IS NOT NULL), \(PersonRows.wall(to: Member.anybody.id))
    FROM scripts s JOIN users u ON u.id = s.owner_id
    LEFT JOIN script_revisions r ON r.script_id = s.id AND r.number = s.newest WHERE s.id = \(id)
    """
  }
}
