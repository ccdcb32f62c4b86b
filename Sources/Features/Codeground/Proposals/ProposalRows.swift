import Core
import Relations
import SQL

enum ProposalRows {
  /// Who made these proposals.
  static func authors(of ids: [Int64], at snapshot: Snapshot) async throws -> [Int64: UserID] {
    guard !ids.isEmpty else { return [:] }
    let rows = try await snapshot.all("SELECT id, by_id FROM script_proposals WHERE id IN (\(list: ids))") { row in
      (try row[0] as Int64, try row[1] as UserID)
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  static var columns: SQL {
    """
    pr.id, pr.script_id, t.owner_id, pr.from_id, pr.from_number, pr.base_number, \(PersonRows.columns),
    p.id, pr.from_number, p.title, pu.id, pu.username, pu.name, pu.color, pu.role,
    pr.text, pr.state, pr.reason, pr.created_at, pr.decided_at
    """
  }

  static var joins: SQL {
    """
    script_proposals pr JOIN scripts t ON t.id = pr.script_id JOIN users u ON u.id = pr.by_id
    LEFT JOIN scripts p ON p.id = pr.from_id AND \(ScriptRows.isOpen("p", "pr.from_number"))
    LEFT JOIN users pu ON pu.id = p.owner_id AND \(ScriptRows.isOpen("pu"))
    """
  }
}

extension Proposal: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    id = try columns.next()
    script = try columns.next()
    owner = try columns.next()
    fork = try columns.next()
    number = try columns.next()
    base = try columns.next()
    author = try Person(reading: &columns)
    work = try Work(reading: &columns)
    text = try columns.next()
    state = try columns.next()
    reason = try columns.next()
    createdAt = try columns.next()
    decidedAt = try columns.next()
  }
}

extension Proposal.State: SQLEncodable, SQLDecodable {}
