import Core
import SQL

/// The ledger of what cats took notice of.
struct CatLedgerRepository: Sendable {
  let database: Database

  func read<Result: Sendable>(_ body: @Sendable (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  // MARK: Writing

  /// What the latest row of a deed says of each of these cats' habits.
  func habits(of deed: Deed, _ cats: [Cat], in transaction: Transaction) async throws -> [Cat: CatMood.Habit] {
    let rows = try await transaction.all(Self.habits(of: deed, cats)) { row in
      (try row[0] as Cat, CatMood.Habit(at: try row[1], level: try row[2]))
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  /// How many rows of a member's deeds each of these cats has, those of one event left out; it stops counting at ten.
  func familiarity(
    of member: UserID, _ cats: [Cat], except event: String, in transaction: Transaction
  ) async throws -> [Cat: Int64] {
    let rows = try await transaction.all(
      """
      SELECT c.position, (SELECT count(*) FROM (SELECT 1 FROM cat_ledger l WHERE l.member_id = \(member) AND l.cat = c.position
        AND l.event <> \(event) LIMIT \(Candidate.mostFamiliar)) counted) FROM cats c WHERE c.position IN (\(list: cats))
      """
    ) { row in (try row[0] as Cat, try row[1] as Int64) }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  func insert(_ row: LedgerRow, by member: UserID?, in transaction: Transaction) async throws {
    let (effect, after) = (row.effect, row.after)
    try await transaction.queue(
      """
      INSERT INTO cat_ledger (cat, n, at, deed, event, member_id, gain, habit, effect_p, effect_a, effect_d, after_p, after_a, after_d, label)
      VALUES (\(row.cat), \(row.number), \(row.at), \(row.cause.name), \(row.event), \(member), \(row.gain), \(row.habit),
        \(effect.pleasure), \(effect.arousal), \(effect.dominance), \(after.pleasure), \(after.arousal), \(after.dominance), \(row.label))
      """)
  }

  /// How many sessions of the member began in the 24 hours up to a moment, at most `limit`.
  func signIns(of member: UserID, upTo now: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.value(
      """
      SELECT count(*) FROM (SELECT 1 FROM sessions WHERE user_id = \(member) AND created_at > \(now - .hours(24)) AND created_at <= \(now)
        LIMIT \(limit)) counted
      """, as: Int64.self
    ).map(Int.init) ?? 0
  }

  /// Notes that something was noticed in an hour. False if that was known.
  func note(hour: Int64, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("INSERT INTO cat_hours (hour) VALUES (\(hour)) ON CONFLICT DO NOTHING") == 1
  }

  func forgetHours(before hour: Int64, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM cat_hours WHERE hour < \(hour)")
  }

  /// Erases some rows from before a moment, but each cat's newest. Returns how many.
  func erase(before moment: Int64, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      DELETE FROM cat_ledger WHERE (cat, n) IN (
        SELECT l.cat, l.n FROM cat_ledger l JOIN cats c ON c.position = l.cat
        WHERE l.at < \(moment) AND l.n <> c.n ORDER BY l.at LIMIT \(limit))
      """)
  }

  // MARK: Reading

  /// The newest row that is not later than a moment.
  func last(of cat: Cat, at moment: Int64, _ snapshot: Snapshot) async throws -> CatMood.Last? {
    try await snapshot.first(
      """
      SELECT n, at, after_p, after_a, after_d, label FROM cat_ledger WHERE cat = \(cat) AND at <= \(moment) ORDER BY at DESC, n DESC LIMIT 1
      """
    ) { row in
      CatMood.Last(number: try row[0], at: try row[1], after: Levels(try row[2], try row[3], try row[4]), label: try row[5])
    }
  }

  /// The rows in which reasons for a mood at a moment are found, newest first.
  func recent(of cat: Cat, at moment: Int64, _ connection: Snapshot) async throws -> [OwnedRow] {
    try await connection.all(Self.recent(of: cat, at: moment))
  }

  /// A page of rows, newest first.
  func rows(of cat: Cat, before number: Int64?, limit: Int) async throws -> [OwnedRow] {
    try await database.all(
      """
      SELECT \(OwnedRow.columns) FROM cat_ledger l WHERE l.cat = \(cat) AND l.n < \(number ?? .max) ORDER BY l.n DESC LIMIT \(limit)
      """)
  }

  /// The rows of a member's deeds, oldest first.
  func rows(of member: UserID) async throws -> [OwnedRow] {
    try await database.all("SELECT \(OwnedRow.columns) FROM cat_ledger l WHERE l.member_id = \(member) ORDER BY l.cat, l.n")
  }

  // MARK: Statements

  static func habits(of deed: Deed, _ cats: [Cat]) -> SQL {
    """
    SELECT l.cat, l.at, l.habit FROM cats c
    JOIN cat_ledger l ON l.cat = c.position AND l.n = (SELECT max(n) FROM cat_ledger m WHERE m.cat = c.position AND m.deed = \(deed))
    WHERE c.position IN (\(list: cats))
    """
  }

  static func recent(of cat: Cat, at moment: Int64) -> SQL {
    """
    SELECT \(OwnedRow.columns) FROM cat_ledger l WHERE l.cat = \(cat) AND l.at <= \(moment) AND l.at > \(moment - Reason.span)
    ORDER BY l.at DESC, l.n DESC LIMIT \(Reason.rows)
    """
  }
}
