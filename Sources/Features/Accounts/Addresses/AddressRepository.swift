import Core
import Crypto
import Encoding
import SQL

/// Links that confirm addresses, changes of address that can still be stopped, and digests of former addresses.
struct AddressRepository: Sendable {
  /// A link that confirms an address, with the account it belongs to.
  struct Confirmation: Sendable {
    let user: User
    let email: String

    /// Whether the link changes the account's address, or confirms the present one.
    var isChange: Bool { email != user.email }
  }

  /// A change of address that has been asked for, or made.
  struct Change: Sendable {
    let id: Int64
    let user: UserID
    let oldEmail: String
    let newEmail: String
    let isMade: Bool
  }

  private let database: Database

  init(_ database: Database) { self.database = database }

  // MARK: Confirmations

  /// Sets the member's link; earlier ones are void.
  func put(
    _ digest: String, confirming email: String, of user: UserID, at now: Timestamp, until end: Timestamp, in transaction: Transaction
  ) async throws {
    try await transaction.run("DELETE FROM address_confirmations WHERE user_id = \(user)")
    try await transaction.run(
      """
      INSERT INTO address_confirmations (user_id, token_digest, email, created_at, expires_at)
      VALUES (\(user), \(digest), \(email), \(now), \(end))
      """)
  }

  func confirmation(_ digest: String, at now: Timestamp) async throws -> Confirmation? {
    try await database.first(
      """
      SELECT \(UserRepository.columns), c.email FROM address_confirmations c JOIN users ON users.id = c.user_id
      WHERE c.token_digest = \(digest) AND c.expires_at > \(now)
      """)
  }

  /// Uses up a link; false when it is not valid. The row decides between requests at once.
  func spend(_ digest: String, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM address_confirmations WHERE token_digest = \(digest) AND expires_at > \(now)") > 0
  }

  /// The address that waits to be confirmed, and when its link was made.
  func pending(of user: UserID, at now: Timestamp) async throws -> (email: String, since: Timestamp)? {
    try await database.read { connection in
      try await connection.first(
        "SELECT email, created_at FROM address_confirmations WHERE user_id = \(user) AND expires_at > \(now)"
      ) { row in (email: try row[0] as String, since: try row[1] as Timestamp) }
    }
  }

  // MARK: Changes

  /// Stores a change that was asked for. An earlier one that was not confirmed is deleted.
  func insert(
    from old: String, to new: String, of user: UserID, stoppedBy digest: String, at now: Timestamp, until end: Timestamp,
    in transaction: Transaction
  ) async throws {
    try await transaction.run("DELETE FROM address_changes WHERE stop_until <= \(now)")
    try await transaction.run("DELETE FROM address_changes WHERE user_id = \(user) AND changed_at IS NULL")
    try await transaction.run(
      """
      INSERT INTO address_changes (user_id, old_email, new_email, stop_digest, requested_at, stop_until)
      VALUES (\(user), \(old), \(new), \(digest), \(now), \(end))
      """)
  }

  /// Number of the member's changes that can still be stopped.
  func stoppable(of user: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Int {
    try await transaction.value(
      "SELECT COUNT(*) FROM address_changes WHERE user_id = \(user) AND changed_at IS NOT NULL AND stop_until > \(now)", as: Int.self) ?? 0
  }

  func markMade(of user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE address_changes SET changed_at = \(now) WHERE user_id = \(user) AND changed_at IS NULL")
  }

  func change(stoppedBy digest: String, at now: Timestamp) async throws -> Change? {
    try await database.first(Self.change(stoppedBy: digest, at: now))
  }

  func change(stoppedBy digest: String, at now: Timestamp, in transaction: Transaction) async throws -> Change? {
    try await transaction.first(Self.change(stoppedBy: digest, at: now))
  }

  private static func change(stoppedBy digest: String, at now: Timestamp) -> SQL {
    """
    SELECT id, user_id, old_email, new_email, changed_at FROM address_changes WHERE stop_digest = \(digest) AND stop_until > \(now)
    """
  }

  /// Undoes a change and all later ones; false when another request has just done so.
  func remove(_ change: Change, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM address_changes WHERE user_id = \(change.user) AND id >= \(change.id)") > 0
  }

  /// Deletes what waits to be confirmed. Changes that were made can still be stopped.
  func removePending(of user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM address_confirmations WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM address_changes WHERE user_id = \(user) AND changed_at IS NULL")
  }

  /// Whether another member gave this address up recently enough to take it back.
  func isReserved(_ email: String, from user: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.value(
      """
      SELECT 1 FROM address_changes
      WHERE old_email = \(email) AND user_id <> \(user) AND changed_at IS NOT NULL AND stop_until > \(now) LIMIT 1
      """, as: Int.self) != nil
  }

  // MARK: Former addresses

  /// Stores the digest of an address that an account held.
  func giveUp(_ email: String, in transaction: Transaction) async throws {
    try await transaction.run("INSERT INTO given_up_addresses (address_digest) VALUES (\(Self.digest(of: email))) ON CONFLICT DO NOTHING")
  }

  func wasGivenUp(_ email: String, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM given_up_addresses WHERE address_digest = \(Self.digest(of: email))", as: Int.self) != nil
  }

  /// Whether an account has the address or had it before.
  func wasEverHeld(_ email: String) async throws -> Bool {
    try await database.read { connection in
      try await connection.value(
        """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE lower(email) = \(email))
          OR EXISTS (SELECT 1 FROM given_up_addresses WHERE address_digest = \(Self.digest(of: email)))
        """, as: Int.self) != nil
    }
  }

  /// The address is in lower case, at most 254 characters.
  static func digest(of email: String) -> String { Hex.encode(SHA256.digest(of: email.utf8)) }
}

extension AddressRepository.Confirmation: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    user = try User(reading: &columns)
    email = try columns.next()
  }
}

extension AddressRepository.Change: RowDecodable {
  init(row: Row) throws {
    id = try row[0]
    user = try row[1]
    oldEmail = try row[2]
    newEmail = try row[3]
    isMade = try row[4] as Timestamp? != nil
  }
}
