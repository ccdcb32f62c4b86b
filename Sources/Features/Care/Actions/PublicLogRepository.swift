import Core
import SQL

/// The public log, read from actions and from changes of the site's settings.
public struct PublicLogRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// Writes that a setting of the site changed. The note says which, and to what: `mode read_only`.
  ///
  /// - Parameter role: `admin` or `server`.
  public func record(_ note: String, by role: String, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO log_settings (after_action, by_role, note, created_at)
      VALUES ((SELECT COALESCE(MAX(id), 0) FROM actions), \(role), \(note), \(now))
      """)
  }

  func entries(_ filter: LogFilter?, before bound: LogPosition, limit: Int) async throws -> [LogEntry] {
    try await database.read { snapshot in
      var entries: [LogEntry] = []
      if filter != .setting {
        entries = try await snapshot.all(
          Self.actions(filter.flatMap { ActionKind(rawValue: $0.rawValue) }, before: bound, limit: limit), decode: LogEntry.init(action:))
      }
      if filter == nil || filter == .setting {
        entries += try await snapshot.all(Self.settings(before: bound, limit: limit), decode: LogEntry.init(setting:))
      }
      return Array(entries.sorted { $0.position > $1.position }.prefix(limit))
    }
  }

  static func actions(_ kind: ActionKind?, before bound: LogPosition, limit: Int) -> SQL {
    let what: SQL = if let kind { "AND a.action = \(kind)" } else { "" }
    return """
      SELECT a.id, a.created_at, a.action, CASE WHEN a.action = 'remove' THEN a.kind ELSE 'member' END, a.reason, a.log_note, a.by_role,
        a.ends_at, a.undone_at, p.status
      FROM actions a LEFT JOIN appeals p ON p.action_id = a.id
      WHERE a.id < \(bound.change > 0 ? bound.action + 1 : bound.action) \(what) ORDER BY a.id DESC LIMIT \(limit)
      """
  }

  static func settings(before bound: LogPosition, limit: Int) -> SQL {
    """
    SELECT after_action, id, created_at, note, by_role FROM log_settings
    WHERE (after_action, id) < (\(bound.action), \(bound.change))
    ORDER BY after_action DESC, id DESC LIMIT \(limit)
    """
  }
}

extension LogEntry {
  fileprivate init(action row: Row) throws {
    var columns = RowReader(row)
    self.init(
      position: LogPosition(action: try columns.next()), at: try columns.next(), action: try columns.next(), kind: try columns.next(),
      reason: try columns.next(), note: try columns.next(), by: try columns.next(), endsAt: try columns.next(),
      undoneAt: try columns.next(), appeal: try columns.next())
  }

  fileprivate init(setting row: Row) throws {
    self.init(
      position: LogPosition(action: try row[0], change: try row[1]), at: try row[2], action: .setting, kind: "server", reason: nil,
      note: try row[3], by: try row[4], endsAt: nil, undoneAt: nil, appeal: nil)
  }
}

extension LogFilter: SQLDecodable {}
