import Core
import Crypto
import Encoding
import SQL

/// Reports as rows.
struct ReportRepository: Sendable {
  let database: Database

  func reading<Result: Sendable>(_ body: (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  /// The member's own, newest first.
  func reports(of member: UserID, before bound: ReportID?, limit: Int) async throws -> [Report] {
    try await database.all(Self.reports(of: member, before: bound, limit: limit))
  }

  /// Those of the member for their export.
  func everything(of member: UserID) async throws -> [Report] {
    try await database.all(Self.reports(of: member, before: nil, limit: 100_000))
  }

  /// Adds the member's report to a case that is locked. Nil if they reported it before.
  func insert(
    _ draft: ReportDraft, to record: CaseID, by member: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> ReportID? {
    try await transaction.value(
      """
      INSERT INTO reports (case_id, reporter_id, reason, note, created_at)
      VALUES (\(record), \(member), \(draft.reason), \(draft.note), \(now)) ON CONFLICT DO NOTHING RETURNING id
      """)
  }

  func report(of member: UserID, in record: CaseID, _ transaction: Transaction) async throws -> Report? {
    try await transaction.first("\(Self.columns) WHERE r.case_id = \(record) AND r.reporter_id = \(member)")
  }

  /// Those who reported it and have not left.
  func reporters(of record: CaseID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values("SELECT reporter_id FROM reports WHERE case_id = \(record) AND reporter_id IS NOT NULL")
  }

  /// Keeps a text that a case does not have yet.
  func keep(_ text: String, of record: CaseID, at now: Timestamp, in transaction: Transaction) async throws {
    let digest = Hex.encode(SHA256.digest(of: text.utf8))
    try await transaction.run(
      """
      INSERT INTO case_snapshots (case_id, digest, taken_at, text) VALUES (\(record), \(digest), \(now), \(text))
      ON CONFLICT (case_id, digest) DO NOTHING
      """)
  }

  func keep(_ files: [String], of record: CaseID, in transaction: Transaction) async throws {
    for file in files {
      try await transaction.queue("INSERT INTO case_files (case_id, file) VALUES (\(record), \(file)) ON CONFLICT DO NOTHING")
    }
  }

  /// The reports stay, without saying whose they are.
  func disown(_ member: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE reports SET reporter_id = NULL WHERE reporter_id = \(member)")
  }

  static var columns: SQL {
    """
    SELECT r.id, c.kind, c.target_id, r.reason, r.note, c.outcome, r.created_at, c.closed_at FROM reports r JOIN cases c ON c.id = r.case_id
    """
  }

  static func reports(of member: UserID, before bound: ReportID?, limit: Int) -> SQL {
    """
    \(columns) WHERE r.reporter_id = \(member) AND r.id < \(bound ?? ReportID(.max)) ORDER BY r.id DESC LIMIT \(limit)
    """
  }
}

extension Report: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    self.init(
      id: try columns.next(), kind: try columns.next(), targetID: try columns.next(), reason: try columns.next(), note: try columns.next(),
      outcome: try columns.next(), createdAt: try columns.next(), closedAt: try columns.next())
  }
}

extension ReportReason: SQLEncodable, SQLDecodable {}
extension CaseOutcome: SQLEncodable, SQLDecodable {}
