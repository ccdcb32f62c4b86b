import Core
import SQL

/// The accounts. Unique indexes decide who has a name or an address; nothing is checked before an insert.
public struct UserRepository: Sendable {
  private let database: Database
  private let words = MemberWordRepository()

  public init(_ database: Database) { self.database = database }

  /// A new account that is not inserted yet.
  struct Draft: Sendable {
    let uuid: String
    let email: String
    let name: String
    let passwordHash: String
    let githubID: String?
    let createdAt: Timestamp
    /// Usernames to try, best first.
    let usernames: [String]
  }

  enum Insertion: Sendable {
    case inserted(User)
    /// Whether or not the username is taken as well.
    case emailTaken
    case usernameTaken
  }

  func insert(_ draft: Draft, username: String, in transaction: Transaction) async throws -> Insertion {
    let inserted: User? = try await transaction.first(
      """
      INSERT INTO users (uuid, username, email, name, password_hash, color, github_id, created_at, updated_at)
      VALUES (\(draft.uuid), \(username), \(draft.email), \(draft.name), \(draft.passwordHash), \(Username.color(of: username)),
        \(draft.githubID.sqlValue), \(draft.createdAt), \(draft.createdAt))
      ON CONFLICT DO NOTHING
      RETURNING \(Self.columns)
      """)
    if let inserted {
      try await words.insert(inserted.id, username: inserted.username, name: inserted.name, in: transaction)
      return .inserted(inserted)
    }
    return try await user(email: draft.email, in: transaction) == nil ? .usernameTaken : .emailTaken
  }

  /// The account, locked until the transaction ends, but not for others who insert rows that refer to it. Before its wall, which such others
  /// lock first: so two transactions cannot wait for each other.
  public func lockedForEditing(_ id: UserID, in transaction: Transaction) async throws -> User? {
    try await transaction.first(
      "SELECT \(Self.columns) FROM users WHERE id = \(id) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: User.self)
  }

  /// The account, locked until the transaction ends.
  func locked(_ id: UserID, in transaction: Transaction) async throws -> User? {
    try await transaction.first("SELECT \(Self.columns) FROM users WHERE id = \(id) \(sqlite: "", postgres: "FOR UPDATE")", as: User.self)
  }

  func user(_ id: UserID, in snapshot: Snapshot) async throws -> User? {
    try await snapshot.first("SELECT \(Self.columns) FROM users WHERE id = \(id)", as: User.self)
  }

  /// By e-mail address, in any case.
  func user(email: String, in snapshot: Snapshot) async throws -> User? {
    try await snapshot.first("SELECT \(Self.columns) FROM users WHERE lower(email) = \(email.lowercased())", as: User.self)
  }

  func reading<Result: Sendable>(_ body: (Snapshot) async throws -> Result) async throws -> Result { try await database.read(body) }

  /// By username, in any case; without members who left.
  func user(username: String, in transaction: Transaction) async throws -> User? {
    try await transaction.first(
      "SELECT \(Self.columns) FROM users WHERE lower(username) = \(username.lowercased()) AND left_at IS NULL AND is_bot = \(false)",
      as: User.self)
  }

  /// The same outside of a transaction.
  public func user(username: String) async throws -> User? {
    try await database.first(
      "SELECT \(Self.columns) FROM users WHERE lower(username) = \(username.lowercased()) AND left_at IS NULL AND is_bot = \(false)",
      as: User.self)
  }

  /// By what people type to sign in: an address contains an `@`, a username cannot.
  func credentials(login: String) async throws -> Credentials? {
    let key = login.lowercased()
    if key.utf8.contains(UInt8(ascii: "@")) {
      return try await database.first("SELECT \(Self.columns), password_hash FROM users WHERE lower(email) = \(key)")
    }
    return try await database.first("SELECT \(Self.columns), password_hash FROM users WHERE lower(username) = \(key)")
  }

  func credentials(of id: UserID) async throws -> Credentials? {
    try await database.first(Self.credentials(of: id))
  }

  func credentials(of id: UserID, in transaction: Transaction) async throws -> Credentials? {
    try await transaction.first(Self.credentials(of: id))
  }

  private static func credentials(of id: UserID) -> SQL {
    "SELECT \(columns), password_hash FROM users WHERE id = \(id)"
  }

  public func rename(_ id: UserID, to name: String, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET name = \(name), updated_at = \(now) WHERE id = \(id)")
    try await words.write(id, in: transaction)
  }

  func setInvited(_ id: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET is_invited = \(true) WHERE id = \(id)")
  }

  func setPasswordHash(_ hash: String, of id: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET password_hash = \(hash), updated_at = \(now) WHERE id = \(id)")
  }

  func setRole(_ role: Role, of id: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET role = \(role), updated_at = \(now) WHERE id = \(id)")
  }

  /// False when somebody else has the name. The unique index decides between requests at once.
  func setUsername(_ username: String, of id: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    let changed = try await transaction.run(
      """
      UPDATE users SET username = \(username), color = \(Username.color(of: username)), updated_at = \(now) WHERE id = \(id)
        AND NOT EXISTS (SELECT 1 FROM users u WHERE lower(u.username) = \(username.lowercased()) AND u.id <> \(id))
      """)
    if changed > 0 { try await words.write(id, in: transaction) }
    return changed > 0
  }

  /// False when somebody else has the address.
  func setEmail(_ email: String, of id: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE users SET email = \(email), email_confirmed_at = NULL, updated_at = \(now) WHERE id = \(id)
        AND NOT EXISTS (SELECT 1 FROM users u WHERE lower(u.email) = \(email) AND u.id <> \(id))
      """) > 0
  }

  func isConfirmed(_ id: UserID) async throws -> Bool {
    try await database.value("SELECT 1 FROM users WHERE id = \(id) AND email_confirmed_at IS NOT NULL", as: Int.self) != nil
  }

  func setConfirmed(_ id: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET email_confirmed_at = \(now) WHERE id = \(id)")
  }

  /// Whether there is an administrator, by role or by a grant without an end. Reads an index of the staff only.
  func hasAdministrator() async throws -> Bool { try await database.value(Self.administrator, as: Int.self) != nil }

  func hasAdministrator(in transaction: Transaction) async throws -> Bool {
    try await transaction.value(Self.administrator, as: Int.self) != nil
  }

  private static let administrator: SQL = """
    SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE role <> 'member' AND role = 'admin')
      OR EXISTS (SELECT 1 FROM user_permissions WHERE permission = 'admin' AND effect = 'grant' AND ends_at IS NULL)
    """

  func setBanned(_ since: Timestamp?, of id: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET banned_at = \(since.sqlValue), updated_at = \(now) WHERE id = \(id)")
  }

  static let columns: SQL = """
    users.id, users.uuid, users.username, users.email, users.name, users.role, users.color, users.github_id, users.has_downloaded,
    users.terms_agreed_at, users.is_bot, users.banned_at, users.created_at, users.updated_at, users.is_invited
    """
}

extension User: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    try self.init(reading: &columns)
  }

  /// Reads `UserRepository.columns`.
  init(reading columns: inout RowReader) throws {
    self.init(
      id: try columns.next(), uuid: try columns.next(), username: try columns.next(), email: try columns.next(),
      name: try columns.next(), role: try columns.next(), color: try columns.next(), githubID: try columns.next(),
      hasDownloaded: try columns.next(), termsAgreedAt: try columns.next(), isBot: try columns.next(), bannedAt: try columns.next(),
      createdAt: try columns.next(), updatedAt: try columns.next(),
      isInvited: try columns.next())
  }
}

extension Credentials: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    self.init(user: try User(reading: &columns), passwordHash: try columns.next())
  }
}
