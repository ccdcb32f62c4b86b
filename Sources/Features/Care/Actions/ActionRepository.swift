import Core
import Relations
import SQL

/// Actions as rows.
struct ActionRepository: Sendable {
  let database: Database

  func reading<Result: Sendable>(_ body: (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  func action(_ id: ActionID, in snapshot: Snapshot) async throws -> Action? {
    try await snapshot.first("\(Self.select) WHERE a.id = \(id)")
  }

  func locked(_ id: ActionID, in transaction: Transaction) async throws -> Action? {
    try await transaction.first("\(Self.select) WHERE a.id = \(id) \(sqlite: "", postgres: "FOR UPDATE OF a")")
  }

  /// The removal of the thing that stands.
  func removal(of kind: String, _ key: String, in snapshot: Snapshot) async throws -> Action? {
    try await snapshot.first(
      "\(Self.select) WHERE a.kind = \(kind) AND a.subject = \(key) AND a.action = 'remove' AND a.undone_at IS NULL AND a.replaced_at IS NULL"
    )
  }

  func action(appealed appeal: AppealID, in snapshot: Snapshot) async throws -> Action? {
    try await snapshot.first("\(Self.select) WHERE p.id = \(appeal)")
  }

  /// Those that were appealed; the newest appeals first.
  func appealed(_ filter: AppealFilter, before bound: AppealID?, limit: Int, in snapshot: Snapshot) async throws -> [Action] {
    try await snapshot.all(Self.appealed(filter, before: bound, limit: limit))
  }

  func list(
    of user: UserID?, _ kind: ActionKind?, before bound: ActionID?, limit: Int, in snapshot: Snapshot
  ) async throws -> [Action] {
    try await snapshot.all(Self.list(of: user, kind, before: bound, limit: limit))
  }

  func actions(about record: CaseID, in snapshot: Snapshot) async throws -> [Action] {
    try await snapshot.all("\(Self.select) WHERE a.case_id = \(record) ORDER BY a.id LIMIT 1000")
  }

  /// Those of the member since a time, newest first.
  func standing(of user: UserID, since time: Timestamp, in snapshot: Snapshot) async throws -> [Action] {
    try await snapshot.all(Self.standing(of: user, since: time))
  }

  static func standing(of user: UserID, since time: Timestamp) -> SQL {
    "\(select) WHERE a.user_id = \(user) AND a.created_at > \(time) ORDER BY a.id DESC LIMIT 1000"
  }

  func insert(
    _ draft: ActionDraft, to user: UserID?, by scope: Scope, on target: Action.ActedOn?, about record: CaseID?, in transaction: Transaction
  ) async throws -> ActionID {
    let end = draft.minutes.map { scope.now + .minutes(Int($0)) }
    let content = draft.content?.word ?? (draft.kind == .ban ? BanContent.hide.word : nil)
    let role = scope.member == nil ? "server" : scope.permissions.contains(.admin) ? "admin" : "moderator"
    let id = try await transaction.value(
      """
      INSERT INTO actions (action, user_id, by_id, by_role, reason, message, log_note, kind, subject, target_id, case_id, content, minutes,
        ends_at, created_at)
      VALUES (\(draft.kind), \(user), \(scope.member?.id), \(role), \(draft.reason), \(draft.message), \(draft.logNote), \(target?.kind),
        \(target?.key), \(target?.id), \(record), \(content), \(draft.minutes), \(end), \(scope.now)) RETURNING id
      """, as: ActionID.self)
    guard let id else { throw AppError(.serverError, "Something went wrong on our side") }
    return id
  }

  /// A newer mute or ban takes the place of the member's earlier one.
  func replace(_ kind: ActionKind, of user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE actions SET replaced_at = \(now) WHERE user_id = \(user) AND action = \(kind) AND undone_at IS NULL AND replaced_at IS NULL
        AND ended_at IS NULL
      """)
  }

  /// The thing was there again after an earlier removal.
  func replaceRemoval(of target: Action.ActedOn, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE actions SET replaced_at = \(now) WHERE kind = \(target.kind) AND subject = \(target.key) AND action = 'remove'
        AND undone_at IS NULL AND replaced_at IS NULL
      """)
  }

  /// Those of the member, oldest first.
  func everything(of user: UserID, in snapshot: Snapshot) async throws -> [Action] {
    try await snapshot.all("\(Self.select) WHERE a.user_id = \(user) ORDER BY a.id")
  }

  /// The actions stay, and do not say whom they concern, what that member read, or that the member did something.
  func disown(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE actions SET user_id = NULL, message = 'erased', undo_message = NULL WHERE user_id = \(user)")
    try await transaction.run("UPDATE actions SET by_id = NULL WHERE by_id = \(user)")
    try await transaction.run("UPDATE actions SET undone_by = NULL WHERE undone_by = \(user)")
  }

  func undo(_ id: ActionID, by member: UserID?, _ message: String, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE actions SET undone_at = \(now), undone_by = \(member), undo_message = \(message) WHERE id = \(id)")
  }

  /// Ends mutes and bans whose time is over, at most `limit` at once, and returns whom they concern.
  func end(before now: Timestamp, limit: Int, in transaction: Transaction) async throws -> [(kind: ActionKind, user: UserID)] {
    let ended = try await transaction.all(
      """
      UPDATE actions SET ended_at = \(now) WHERE id IN (SELECT id FROM actions WHERE action IN ('mute', 'ban') AND undone_at IS NULL
        AND replaced_at IS NULL AND ended_at IS NULL AND ends_at <= \(now) ORDER BY ends_at LIMIT \(limit)) AND ended_at IS NULL RETURNING action, user_id
      """
    ) { row in (kind: try row[0] as ActionKind, user: try row[1] as UserID?) }
    return ended.compactMap { one in one.user.map { (one.kind, $0) } }
  }
}

/// What staff did to members, for the features below.
struct StandingRows: MemberStanding {
  let tokens: AppealTokens

  func banDetails(of user: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> [String: String] {
    let ban = try await snapshot.first(
      """
      \(ActionRepository.select) WHERE a.user_id = \(user) AND a.action = 'ban' AND a.undone_at IS NULL AND a.replaced_at IS NULL
        AND a.ended_at IS NULL
      """, as: Action.self)
    guard let ban else { return [:] }
    var details = ["reason": ban.reason.rawValue, "message": ban.message, "until": ban.endsAt?.iso8601 ?? ""]
    if ban.isAppealable(at: now) { details["appeal"] = tokens.token(for: ban.id, at: now) }
    return details
  }

  /// Reports and actions so far, apart from those of one case.
  static func history(of user: UserID, apartFrom record: CaseID?, in snapshot: Snapshot) async throws -> StandingHistory {
    let other = record?.rawValue ?? -1
    var history = StandingHistory()
    history.reportsAgainst =
      try await snapshot.value(
        "SELECT CAST(COALESCE(SUM(report_count), 0) AS BIGINT) FROM cases WHERE user_id = \(user) AND id <> \(other)", as: Int.self) ?? 0
    let counts = try await snapshot.all(
      "SELECT action, count(*) FROM actions WHERE user_id = \(user) AND COALESCE(case_id, 0) <> \(other) GROUP BY action"
    ) { row in (try row[0] as ActionKind, try row[1] as Int) }
    for (kind, count) in counts {
      switch kind {
      case .warn: history.warn = count
      case .remove: history.remove = count
      case .mute: history.mute = count
      case .ban: history.ban = count
      }
    }
    return history
  }

  func past(of user: UserID, in snapshot: Snapshot) async throws -> (history: StandingHistory, banEndsAt: Timestamp?) {
    let history = try await Self.history(of: user, apartFrom: nil, in: snapshot)
    let end = try await snapshot.first(
      """
      SELECT ends_at FROM actions WHERE user_id = \(user) AND action = 'ban' AND undone_at IS NULL AND replaced_at IS NULL
        AND ended_at IS NULL
      """
    ) { row in try row[0] as Timestamp? }
    return (history, end ?? nil)
  }

  func standing(of user: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> (mute: Int64?, ban: Int64?) {
    let rows = try await snapshot.all(
      """
      SELECT action, id FROM actions WHERE user_id = \(user) AND action IN ('mute', 'ban') AND undone_at IS NULL AND replaced_at IS NULL
        AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > \(now))
      """
    ) { row in (kind: try row[0] as ActionKind, id: try row[1] as Int64) }
    return (rows.first { $0.kind == .mute }?.id, rows.first { $0.kind == .ban }?.id)
  }
}

// MARK: Statements

extension ActionRepository {
  static var select: SQL {
    """
    SELECT a.id, a.action, a.user_id, b.username, a.reason, a.message, a.log_note, a.kind, a.subject, a.target_id, a.case_id, a.minutes,
      a.ends_at, a.created_at, a.replaced_at, a.ended_at, a.undone_at, d.username, a.content, \(Appeal.columns), \(PersonRows.columns)
    FROM actions a LEFT JOIN users u ON u.id = a.user_id AND u.left_at IS NULL LEFT JOIN users b ON b.id = a.by_id AND b.left_at IS NULL
      LEFT JOIN users d ON d.id = a.undone_by AND d.left_at IS NULL LEFT JOIN appeals p ON p.action_id = a.id
    """
  }

  static func appealed(_ filter: AppealFilter, before bound: AppealID?, limit: Int) -> SQL {
    let which: SQL = filter == .open ? "p.status = 'open'" : "p.status <> 'open'"
    return "\(select) WHERE \(which) AND p.id < \(bound ?? AppealID(.max)) ORDER BY p.id DESC LIMIT \(limit)"
  }

  static func list(of user: UserID?, _ kind: ActionKind?, before bound: ActionID?, limit: Int) -> SQL {
    let whose: SQL = if let user { "AND a.user_id = \(user)" } else { "" }
    let what: SQL = if let kind { "AND a.action = \(kind)" } else { "" }
    return "\(select) WHERE a.id < \(bound ?? ActionID(.max)) \(whose) \(what) ORDER BY a.id DESC LIMIT \(limit)"
  }
}

extension Action: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    (id, kind, owner, by) = (try columns.next(), try columns.next(), try columns.next(), try columns.next())
    (reason, message, logNote) = (try columns.next(), try columns.next(), try columns.next())
    let (what, key, name): (String?, String?, String?) = (try columns.next(), try columns.next(), try columns.next())
    target = if let what, let key, let name { ActedOn(kind: what, key: key, id: name) } else { nil }
    (record, minutes, endsAt, createdAt) = (try columns.next(), try columns.next(), try columns.next(), try columns.next())
    (replacedAt, endedAt, undoneAt, undoneBy) = (try columns.next(), try columns.next(), try columns.next(), try columns.next())
    content = try columns.next()
    appeal = try Appeal(of: id, ifAny: &columns)
    user = try Person(ifAny: &columns)
  }
}

extension ActionKind: SQLEncodable, SQLDecodable {}
