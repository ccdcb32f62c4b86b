import Accounts
import Core
import Relations
import SQL

/// Cases as rows.
struct CaseRepository: Sendable {
  let database: Database
  private let staff = StaffRepository()

  init(database: Database) { self.database = database }

  // MARK: Who sees what

  /// What the member sees of the cases.
  func sight(of member: Member, at now: Timestamp, in snapshot: Snapshot) async throws -> CaseSight {
    guard !member.permissions.contains(.admin) else { return CaseSight(viewer: member.id, hidden: [member.id]) }
    let others = try await staff.all(at: now, in: snapshot).map(\.id)
    return CaseSight(viewer: member.id, hidden: Array(Set(others + [member.id])).sorted())
  }

  /// All staff who see cases about this member, each with how many open cases they see.
  func watchers(of owner: UserID?, at now: Timestamp, in snapshot: Snapshot) async throws -> [(user: UserID, open: Int)] {
    let all = try await staff.all(at: now, in: snapshot)
    let count = try await open(in: snapshot)
    let about = try await open(about: all.map(\.id), in: snapshot)
    let isStaff = owner.map { owner in all.contains { $0.id == owner } } ?? false
    return all.filter { $0.moderates && $0.id != owner && ($0.rank > 1 || !isStaff) }.map { one in
      let hidden = one.rank > 1 ? about[one.id] ?? 0 : about.values.reduce(0, +)
      return (one.id, count - hidden)
    }
  }

  /// How many open cases the viewer sees.
  func open(for sight: CaseSight, in snapshot: Snapshot) async throws -> Int {
    try await open(in: snapshot) - open(about: sight.hidden, in: snapshot).values.reduce(0, +)
  }

  func open(in snapshot: Snapshot) async throws -> Int {
    try await snapshot.value("SELECT CAST(COALESCE(SUM(change), 0) AS BIGINT) FROM case_counts", as: Int.self) ?? 0
  }

  private func open(about members: [UserID], in snapshot: Snapshot) async throws -> [UserID: Int] {
    guard !members.isEmpty else { return [:] }
    let rows = try await snapshot.all(
      "SELECT user_id, count(*) FROM cases WHERE closed_at IS NULL AND user_id IN (\(list: members)) GROUP BY user_id"
    ) { row in (try row[0] as UserID, try row[1] as Int) }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Reading

  func reading<Result: Sendable>(_ body: (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  /// A case, regardless of who may see it.
  func record(_ id: CaseID, in snapshot: Snapshot) async throws -> Case? { try await snapshot.first("\(Self.select) WHERE c.id = \(id)") }

  func cases(
    _ filter: CaseFilter, from cursor: CaseCursor?, limit: Int, for sight: CaseSight, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> [Case] {
    try await snapshot.all(Self.cases(filter, from: cursor, limit: limit, for: sight, at: now))
  }

  /// A case that the viewer sees.
  func visible(_ id: CaseID, for sight: CaseSight, in snapshot: Snapshot) async throws -> Case? {
    try await record(id, in: snapshot).flatMap { sight.sees($0.owner) ? $0 : nil }
  }

  /// The same, locked until the transaction ends.
  func locked(_ id: CaseID, in transaction: Transaction) async throws -> Case? {
    try await transaction.first("\(Self.select) WHERE c.id = \(id) \(sqlite: "", postgres: "FOR UPDATE OF c")")
  }

  /// The open case of a thing, locked.
  func open(_ kind: String, _ key: String, in transaction: Transaction) async throws -> Case? {
    try await transaction.first(
      """
      \(Self.select) WHERE c.kind = \(kind) AND c.subject = \(key) AND c.closed_at IS NULL
      \(sqlite: "", postgres: "FOR UPDATE OF c")
      """)
  }

  func snapshots(of id: CaseID, in snapshot: Snapshot) async throws -> [CaseFile.Snapshot] {
    try await snapshot.all("SELECT taken_at, text FROM case_snapshots WHERE case_id = \(id) ORDER BY id LIMIT 1000") { row in
      CaseFile.Snapshot(takenAt: try row[0], text: try row[1])
    }
  }

  /// The ids of the pictures and sounds that the thing showed at one of its reports.
  func files(of id: CaseID, in snapshot: Snapshot) async throws -> [String] {
    try await snapshot.values("SELECT file FROM case_files WHERE case_id = \(id) ORDER BY file LIMIT 100")
  }

  func reports(of id: CaseID, in snapshot: Snapshot) async throws -> [CaseFile.Filed] {
    try await snapshot.all(
      """
      SELECT r.id, r.reason, r.note, r.created_at, \(Self.person) FROM reports r LEFT JOIN users u ON u.id = r.reporter_id AND u.left_at IS NULL
      WHERE r.case_id = \(id) ORDER BY r.id LIMIT 1000
      """
    ) { row in
      var columns = RowReader(row)
      let (id, reason): (ReportID, ReportReason) = (try columns.next(), try columns.next())
      let (note, createdAt): (String, Timestamp) = (try columns.next(), try columns.next())
      return CaseFile.Filed(id: id, by: try Person(ifAny: &columns), reason: reason, note: note, createdAt: createdAt)
    }
  }

  func notes(of id: CaseID, in snapshot: Snapshot) async throws -> [CaseFile.Note] {
    try await snapshot.all("\(Self.notes) WHERE n.case_id = \(id) ORDER BY n.id LIMIT 1000", as: CaseFile.Note.self)
  }

  // MARK: Changing

  /// The open case of the thing, locked; a new one if there is none.
  func join(
    _ kind: String, _ key: String, called id: String, of owner: UserID?, at now: Timestamp, in transaction: Transaction
  ) async throws -> (id: CaseID, isNew: Bool) {
    let joined = try await transaction.first(
      """
      INSERT INTO cases (kind, subject, target_id, user_id, reasons, report_count, position, created_at, updated_at)
      VALUES (\(kind), \(key), \(id), \(owner), 0, 0, 0, \(now), \(now))
      ON CONFLICT (kind, subject) WHERE closed_at IS NULL DO UPDATE SET target_id = excluded.target_id
      RETURNING id, report_count
      """
    ) { row in (id: try row[0] as CaseID, isNew: try row[1] as Int == 0) }
    guard let joined else { throw AppError(.serverError, "Something went wrong on our side") }
    if joined.isNew { try await change(1, in: transaction) }
    return joined
  }

  /// Counts one more report.
  func count(_ reason: ReportReason, in id: CaseID, at now: Timestamp, _ transaction: Transaction) async throws {
    let urgent = ReportReason.allCases.filter(\.isUrgent).reduce(0) { $0 | $1.bit }
    try await transaction.run(
      """
      UPDATE cases SET reasons = reasons | \(reason.bit), report_count = report_count + 1, updated_at = \(now),
        position = CASE WHEN ((reasons | \(reason.bit)) & \(urgent)) <> 0 THEN id ELSE id + \(Case.notUrgent) END
      WHERE id = \(id)
      """)
  }

  func claim(_ id: CaseID, by member: UserID?, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE cases SET claimed_by = \(member), claimed_at = \(member == nil ? nil : now), updated_at = \(now) WHERE id = \(id)
      """)
  }

  /// The holder did something: their claim goes on.
  func keepClaim(_ id: CaseID, of member: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE cases SET claimed_at = \(now) WHERE id = \(id) AND claimed_by = \(member)")
  }

  func close(_ id: CaseID, as outcome: CaseOutcome, at now: Timestamp, in transaction: Transaction) async throws {
    let closed = try await transaction.run(
      "UPDATE cases SET outcome = \(outcome), closed_at = \(now), updated_at = \(now) WHERE id = \(id) AND closed_at IS NULL")
    guard closed == 1 else { return }
    try await change(-1, in: transaction)
    try await transaction.run(
      """
      UPDATE case_snapshots SET text = NULL WHERE case_id = \(id) AND EXISTS (SELECT 1 FROM cases c JOIN users u ON u.id = c.user_id
        WHERE c.id = \(id) AND u.left_at IS NOT NULL)
      """)
  }

  func add(_ text: String, to id: CaseID, by member: UserID, at now: Timestamp, in transaction: Transaction) async throws
    -> CaseFile.Note
  {
    let note = try await transaction.value(
      """
      INSERT INTO case_notes (case_id, author_id, text, created_at) VALUES (\(id), \(member), \(text), \(now)) RETURNING id
      """, as: Int64.self)
    guard let note, let made = try await self.note(note, in: transaction) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    return made
  }

  func note(_ id: Int64, in snapshot: Snapshot) async throws -> CaseFile.Note? {
    try await snapshot.first("\(Self.notes) WHERE n.id = \(id)")
  }

  // MARK: Counting

  private func change(_ count: Int, in transaction: Transaction) async throws {
    try await transaction.run("INSERT INTO case_counts (change) VALUES (\(count))")
  }

  /// Makes one row of the changes so far.
  func sumUp(in transaction: Transaction) async throws {
    let changes = try await transaction.values("DELETE FROM case_counts RETURNING change", as: Int.self)
    let sum = changes.reduce(0, +)
    if sum != 0 { try await change(sum, in: transaction) }
  }

  // MARK: Erasing

  /// Erases the texts of cases that were closed before `moment`, at most `limit` at once.
  func eraseSnapshots(closedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      UPDATE case_snapshots SET text = NULL WHERE id IN (SELECT s.id FROM case_snapshots s JOIN cases c ON c.id = s.case_id
        WHERE s.text IS NOT NULL AND c.closed_at <= \(moment) ORDER BY s.id LIMIT \(limit))
      """)
  }

  /// Forgets the files of such cases.
  func forgetFiles(closedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      DELETE FROM case_files WHERE (case_id, file) IN (SELECT f.case_id, f.file FROM cases c JOIN case_files f ON f.case_id = c.id
        WHERE c.closed_at <= \(moment) ORDER BY f.case_id, f.file LIMIT \(limit))
      """)
  }

  /// Erases the texts of a member's things. Those of open cases go when the case is closed.
  func eraseSnapshots(of member: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE case_snapshots SET text = NULL WHERE text IS NOT NULL
        AND case_id IN (SELECT id FROM cases WHERE user_id = \(member) AND closed_at IS NOT NULL)
      """)
  }
}
