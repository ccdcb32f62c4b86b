import Accounts
import Core
import SQL

/// Appeals as rows. They are read with their actions.
struct AppealRepository: Sendable {
  private let staff = StaffRepository()

  /// Nil if the action has been appealed already.
  func insert(_ text: String, against action: ActionID, by user: UserID, at now: Timestamp, in transaction: Transaction) async throws
    -> AppealID?
  {
    try await transaction.value(
      """
      INSERT INTO appeals (action_id, user_id, text, status, created_at) VALUES (\(action), \(user), \(text), 'open', \(now))
      ON CONFLICT (action_id) DO NOTHING RETURNING id
      """, as: AppealID.self)
  }

  /// Decides the open appeal against the action. Nil if there is none.
  func decide(
    _ action: ActionID, _ status: AppealStatus, _ answer: String, by member: UserID?, at now: Timestamp, in transaction: Transaction
  ) async throws -> AppealID? {
    try await transaction.value(
      """
      UPDATE appeals SET status = \(status), answer = \(answer), decided_by = \(member), decided_at = \(now)
      WHERE action_id = \(action) AND status = 'open' RETURNING id
      """, as: AppealID.self)
  }

  /// How many are open, up to 1,000.
  func openCount(in snapshot: Snapshot) async throws -> Int {
    try await snapshot.value("SELECT COUNT(*) FROM (SELECT 1 FROM appeals WHERE status = 'open' LIMIT 1000) AS open") ?? 0
  }

  /// Who of the staff may decide about what concerns this member.
  func judges(of owner: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> [UserID] {
    let all = try await staff.all(at: now, in: snapshot)
    let rank = all.first { $0.id == owner }?.rank ?? 0
    return all.filter { $0.moderates && $0.id != owner && $0.rank > rank }.map(\.id)
  }

  /// Appeals stay, and do not say whose they were, what was said, or who decided.
  func disown(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE appeals SET user_id = NULL, text = 'erased', answer = CASE WHEN answer IS NULL THEN NULL ELSE 'erased' END
      WHERE user_id = \(user)
      """)
    try await transaction.run("UPDATE appeals SET decided_by = NULL WHERE decided_by = \(user)")
  }
}

extension AppealStatus: SQLEncodable, SQLDecodable {}

extension Appeal {
  static let columns: SQL = "p.id, p.text, p.status, p.answer, p.created_at, p.decided_at"

  /// Reads `columns` of a row that may be missing.
  init?(of action: ActionID, ifAny columns: inout RowReader) throws {
    let (id, text, status): (AppealID?, String?, AppealStatus?) = (try columns.next(), try columns.next(), try columns.next())
    let (answer, created, decided): (String?, Timestamp?, Timestamp?) = (try columns.next(), try columns.next(), try columns.next())
    guard let id, let text, let status, let created else { return nil }
    self.init(id: id, action: action, text: text, status: status, answer: answer, createdAt: created, decidedAt: decided)
  }
}
