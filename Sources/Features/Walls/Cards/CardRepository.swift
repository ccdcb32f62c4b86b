import Accounts
import Core
import SQL

/// Cards whose pages are still to be fetched, as rows. A node takes one by moving the moment at which others may take it.
struct CardRepository: Sendable {
  let database: Database

  /// How often a page is tried when nodes end in the middle of it.
  static let mostAttempts = 5

  // MARK: In the transaction that changes the module

  /// The page of that address is to be fetched for the module, whatever was to be fetched before.
  func add(_ module: ModuleID, _ url: String, of owner: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO card_fetches (module_id, user_id, url, due_at) VALUES (\(module), \(owner), \(url), \(now))
      ON CONFLICT (module_id) DO UPDATE SET url = excluded.url, due_at = excluded.due_at, attempts = 0
      """)
  }

  func remove(_ module: ModuleID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM card_fetches WHERE module_id = \(module)")
  }

  /// Ends a fetch; false if it is not the node's any more: the module has changed, or another node has taken it.
  func finish(_ fetch: CardFetch, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      DELETE FROM card_fetches WHERE module_id = \(fetch.module) AND due_at = \(fetch.takenUntil) AND url = \(fetch.url)
        AND attempts = \(fetch.attempts)
      """) == 1
  }

  // MARK: Taking

  func hasDue(at now: Timestamp) async throws -> Bool {
    try await database.value(Self.due(at: now), as: Int.self) != nil
  }

  static func due(at now: Timestamp) -> SQL { "SELECT 1 FROM card_fetches WHERE due_at <= \(now) LIMIT 1" }

  /// Takes the fetch that waits longest, until `end`. Those of `busy` owners wait.
  func take(at now: Timestamp, until end: Timestamp, except busy: [UserID], in transaction: Transaction) async throws -> CardFetch? {
    guard var fetch = try await transaction.first(Self.taking(at: now, until: end, except: busy), as: CardFetch.self) else { return nil }
    fetch.ownerMayUpload =
      try await transaction.value(
        """
        SELECT 1 FROM users u WHERE u.id = \(fetch.owner) AND u.banned_at IS NULL AND u.left_at IS NULL
          AND NOT \(PermissionRepository.isDenied(.uploadMedia, to: fetch.owner, at: now))
        """, as: Int.self) != nil
    return fetch
  }

  static func taking(at now: Timestamp, until end: Timestamp, except busy: [UserID]) -> SQL {
    let others: SQL = busy.isEmpty ? "" : "AND user_id NOT IN (\(list: busy))"
    return """
      UPDATE card_fetches SET due_at = \(end), attempts = attempts + 1 WHERE module_id =
        (SELECT module_id FROM card_fetches WHERE due_at <= \(now) \(others) ORDER BY due_at LIMIT 1
          \(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED"))
      RETURNING module_id, user_id, url, due_at, attempts
      """
  }
}

extension CardFetch: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    (module, owner, url) = (try columns.next(), try columns.next(), try columns.next())
    (takenUntil, attempts) = (try columns.next(), try columns.next())
  }
}
