import Core
import Relations
import SQL

/// Statements about cases.
extension CaseRepository {
  /// Of a row `u` that may be missing.
  static var person: SQL { PersonRows.columns }

  static var select: SQL {
    """
    SELECT c.id, c.kind, c.subject, c.target_id, c.user_id, c.reasons, c.report_count, c.claimed_by, k.username, c.claimed_at, c.outcome,
      c.created_at, c.updated_at, c.closed_at, \(person)
    FROM cases c LEFT JOIN users u ON u.id = c.user_id AND u.left_at IS NULL LEFT JOIN users k ON k.id = c.claimed_by AND k.left_at IS NULL
    """
  }

  static var notes: SQL {
    """
    SELECT n.id, n.text, n.created_at, \(person) FROM case_notes n LEFT JOIN users u ON u.id = n.author_id AND u.left_at IS NULL
    """
  }

  static func cases(
    _ filter: CaseFilter, from cursor: CaseCursor?, limit: Int, for sight: CaseSight, at now: Timestamp
  ) -> SQL {
    let seen: SQL = "(c.user_id IS NULL OR c.user_id NOT IN (\(list: sight.hidden)))"
    switch filter {
    case .open, .mine:
      var after: Int64 = -1
      if case .position(let position) = cursor { after = position }
      let whose: SQL =
        filter == .mine ? "AND c.claimed_by = \(sight.viewer) AND c.claimed_at > \(now - Case.claimTime)" : ""
      return """
        \(select) WHERE c.closed_at IS NULL AND c.position > \(after) AND \(seen) \(whose) ORDER BY c.position LIMIT \(limit)
        """
    case .closed:
      var before: SQL = "c.closed_at IS NOT NULL"
      if case .closed(let moment, let id) = cursor {
        before = "c.closed_at IS NOT NULL AND c.closed_at <= \(moment) AND (c.closed_at < \(moment) OR c.id < \(id))"
      }
      return "\(select) WHERE \(before) AND \(seen) ORDER BY c.closed_at DESC, c.id DESC LIMIT \(limit)"
    }
  }
}

extension Case: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    id = try columns.next()
    kind = try columns.next()
    key = try columns.next()
    targetID = try columns.next()
    owner = try columns.next()
    reasons = try columns.next()
    reportCount = try columns.next()
    let (holder, username, at): (UserID?, String?, Timestamp?) = (try columns.next(), try columns.next(), try columns.next())
    claim = if let holder, let at { Claim(user: holder, username: username, at: at) } else { nil }
    outcome = try columns.next()
    createdAt = try columns.next()
    updatedAt = try columns.next()
    closedAt = try columns.next()
    user = try Person(ifAny: &columns)
  }
}

extension CaseFile.Note: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    let (id, text, createdAt): (Int64, String, Timestamp) = (try columns.next(), try columns.next(), try columns.next())
    self.init(id: id, by: try Person(ifAny: &columns), text: text, createdAt: createdAt)
  }
}

extension Person {
  /// Reads `PersonRows.columns` of a row that may be missing.
  init?(ifAny columns: inout RowReader) throws {
    let (id, username, name): (UserID?, String?, String?) = (try columns.next(), try columns.next(), try columns.next())
    let (color, role): (Int?, Role?) = (try columns.next(), try columns.next())
    guard let id, let username, let name, let color, let role else { return nil }
    self.init(id: id, username: username, displayName: name, color: color, role: role)
  }
}
