import Core
import SQL

struct ProposalRepository: Sendable {
  let database: Database

  func proposal(_ id: ProposalID, in connection: Connection) async throws -> Proposal? {
    try await connection.first("SELECT \(ProposalRows.columns) FROM \(ProposalRows.joins) WHERE pr.id = \(id)")
  }

  func proposal(_ id: ProposalID) async throws -> Proposal? { try await database.read { try await proposal(id, in: $0) } }

  /// Newest first.
  ///
  /// - Parameter author: nil for those of everybody.
  func proposals(to script: ScriptID, by author: UserID?) async throws -> [Proposal] {
    var conditions: SQL = "pr.script_id = \(script)"
    if let author { conditions = "\(conditions) AND pr.by_id = \(author)" }
    return try await database.all(
      "SELECT \(ProposalRows.columns) FROM \(ProposalRows.joins) WHERE \(conditions) ORDER BY pr.id DESC LIMIT 100", as: Proposal.self)
  }

  /// The revision of `script` that the member's fork comes from, and the fork's newest. Nil unless it is a direct fork of it and the member's.
  func direct(_ fork: ScriptID, of script: ScriptID, by member: UserID, in transaction: Transaction) async throws -> (
    base: Int, newest: Int
  )? {
    try await transaction.first(
      """
      SELECT l.parent_number, s.newest FROM scripts s JOIN script_lineage l ON l.script_id = s.id
      WHERE s.id = \(fork) AND s.owner_id = \(member) AND s.deleted_at IS NULL AND s.newest IS NOT NULL AND l.parent_id = \(script)
      """
    ) { row in (base: try row[0] as Int, newest: try row[1] as Int) }
  }

  /// Nil if one of the fork is open.
  func insert(
    _ new: NewProposal, to script: ScriptID, base: Int, number: Int, by member: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> ProposalID? {
    try await transaction.value(
      """
      INSERT INTO script_proposals (script_id, from_id, from_number, base_number, by_id, text, created_at)
      VALUES (\(script), \(new.fork), \(number), \(base), \(member), \(new.text), \(now)) ON CONFLICT DO NOTHING RETURNING id
      """)
  }

  /// False if it was decided before.
  func decide(
    _ id: ProposalID, _ state: Proposal.State, _ reason: String, at now: Timestamp, in transaction: Transaction
  ) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE script_proposals SET state = \(state), reason = \(reason), decided_at = \(now) WHERE id = \(id) AND state = 'open'
      """) == 1
  }

  /// Withdraws those that propose a revision which is gone; which they are.
  ///
  /// - Parameter number: nil for all revisions of the fork.
  func withdraw(proposing fork: ScriptID, _ number: Int?, at now: Timestamp, in transaction: Transaction) async throws -> [ProposalID] {
    let revision: SQL = number.map { "AND from_number = \($0)" } ?? ""
    return try await transaction.values(
      """
      UPDATE script_proposals SET state = 'withdrawn', decided_at = \(now)
      WHERE from_id = \(fork) \(revision) AND state = 'open' RETURNING id
      """)
  }

  func all(to script: ScriptID, in transaction: Transaction) async throws -> [ProposalID] {
    try await transaction.values("SELECT id FROM script_proposals WHERE script_id = \(script) ORDER BY id")
  }
}
