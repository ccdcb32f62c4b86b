import Core
import SQL

/// The public log, read from actions.
struct PublicLogRepository: Sendable {
  let database: Database

  func entries(_ kind: ActionKind?, before bound: ActionID?, limit: Int) async throws -> [LogEntry] {
    try await database.all(Self.entries(kind, before: bound, limit: limit))
  }

  static func entries(_ kind: ActionKind?, before bound: ActionID?, limit: Int) -> SQL {
    let what: SQL = if let kind { "AND a.action = \(kind)" } else { "" }
    return """
      SELECT a.id, a.created_at, a.action, CASE WHEN a.action = 'remove' THEN a.kind ELSE 'member' END, a.reason, a.log_note, a.by_role,
        a.ends_at, a.undone_at, p.status
      FROM actions a LEFT JOIN appeals p ON p.action_id = a.id WHERE a.id < \(bound ?? ActionID(.max)) \(what) ORDER BY a.id DESC LIMIT \(limit)
      """
  }
}

extension LogEntry: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    self.init(
      id: try columns.next(), at: try columns.next(), action: try columns.next(), kind: try columns.next(), reason: try columns.next(),
      note: try columns.next(), by: try columns.next(), endsAt: try columns.next(), undoneAt: try columns.next(),
      appeal: try columns.next())
  }
}
