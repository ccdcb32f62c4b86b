import Core
import SQL

/// The sessions of browsers and programs. Members only reach their own.
struct SessionRepository: Sendable {
  /// What a request needs to know of a session: whether it is valid, whose it is, and what they may do.
  struct Holder: Sendable {
    let session: Session
    let end: SessionEnd?
    let user: User
    var exceptions: [PermissionException] = []
  }

  private let database: Database
  private let permissions: PermissionRepository

  init(_ database: Database, permissions: PermissionRepository) {
    self.database = database
    self.permissions = permissions
  }

  func insert(_ session: Session, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at, user_agent, address)
      VALUES (\(session.id), \(session.user), \(session.createdAt), \(session.lastSeenAt), \(session.expiresAt), \(session.userAgent),
        \(session.address))
      """)
  }

  func holder(of id: SessionID) async throws -> Holder? {
    try await database.read { connection in
      let row = try await connection.first(
        """
        SELECT \(UserRepository.columns), \(Self.columns), sessions.revoked_for
        FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.id = \(id)
        """, as: Holder.self)
      guard var holder = row else { return nil }
      holder.exceptions = try await permissions.exceptions(of: holder.user.id, in: connection)
      return holder
    }
  }

  /// As `holder(of:)`, for any number of sessions with two statements.
  func holders(of ids: [SessionID]) async throws -> [SessionID: Holder] {
    try await database.read { connection in
      let holders = try await connection.all(
        """
        SELECT \(UserRepository.columns), \(Self.columns), sessions.revoked_for
        FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.id IN (\(list: ids))
        """, as: Holder.self)
      let exceptions = try await permissions.exceptions(of: Set(holders.map(\.user.id)), in: connection)
      return holders.reduce(into: [:]) { found, holder in
        var holder = holder
        holder.exceptions = exceptions[holder.user.id] ?? []
        found[holder.session.id] = holder
      }
    }
  }

  /// A member's open sessions, most recently seen first.
  func live(of user: UserID, at now: Timestamp) async throws -> [Session] {
    try await database.all(
      """
      SELECT \(Self.columns) FROM sessions WHERE user_id = \(user) AND revoked_at IS NULL AND expires_at > \(now)
      ORDER BY last_seen_at DESC, id
      """, as: Session.self)
  }

  /// False when the member has no such session, or it was revoked before.
  func revoke(_ id: SessionID, of user: UserID, for end: SessionEnd, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE sessions SET revoked_at = \(now), revoked_for = \(end)
      WHERE id = \(id) AND user_id = \(user) AND revoked_at IS NULL
      """) > 0
  }

  /// Revokes all of a member's sessions, except `kept`. Returns how many were not revoked before.
  @discardableResult
  func revokeAll(of user: UserID, except kept: SessionID?, for end: SessionEnd, at now: Timestamp, in transaction: Transaction) async throws
    -> Int
  {
    try await transaction.run(
      """
      UPDATE sessions SET revoked_at = \(now), revoked_for = \(end)
      WHERE user_id = \(user) AND revoked_at IS NULL AND id <> \(kept?.rawValue ?? "")
      """)
  }

  /// Deletes sessions that expired before `limit`.
  func deleteExpired(before limit: Timestamp, of user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM sessions WHERE user_id = \(user) AND expires_at < \(limit)")
  }

  /// Revokes all but the `count` most recently seen sessions. Returns the revoked ones.
  func revokeOldest(of user: UserID, keeping count: Int, at now: Timestamp, in transaction: Transaction) async throws -> [SessionID] {
    let open: SQL = "user_id = \(user) AND revoked_at IS NULL AND expires_at > \(now)"
    return try await transaction.all(
      """
      UPDATE sessions SET revoked_at = \(now), revoked_for = \(SessionEnd.revoked)
      WHERE \(open) AND id NOT IN (SELECT id FROM sessions WHERE \(open) ORDER BY last_seen_at DESC, id LIMIT \(count))
      RETURNING id
      """
    ) { row in try row[0] }
  }

  /// Deletes all but the `count` newest ended sessions. The token of a deleted session is refused like that of a revoked one.
  func deleteEnded(of user: UserID, keeping count: Int, at now: Timestamp, in transaction: Transaction) async throws {
    let ended: SQL = "user_id = \(user) AND (revoked_at IS NOT NULL OR expires_at <= \(now))"
    try await transaction.run(
      """
      DELETE FROM sessions WHERE \(ended)
        AND id NOT IN (SELECT id FROM sessions WHERE \(ended) ORDER BY created_at DESC, id LIMIT \(count))
      """)
  }

  func seen(_ id: SessionID, at moment: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE sessions SET last_seen_at = \(moment) WHERE id = \(id) AND last_seen_at < \(moment)")
  }

  static let columns: SQL = """
    sessions.id, sessions.user_id, sessions.created_at, sessions.last_seen_at, sessions.expires_at, sessions.revoked_at,
    sessions.user_agent, sessions.address
    """
}

extension Session: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    try self.init(reading: &columns)
  }

  /// Reads `SessionRepository.columns`.
  fileprivate init(reading columns: inout RowReader) throws {
    self.init(
      id: try columns.next(), user: try columns.next(), createdAt: try columns.next(), lastSeenAt: try columns.next(),
      expiresAt: try columns.next(), revokedAt: try columns.next(), userAgent: try columns.next(), address: try columns.next())
  }
}

extension SessionRepository.Holder: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    user = try User(reading: &columns)
    session = try Session(reading: &columns)
    end = try columns.next()
  }
}

extension SessionEnd: SQLEncodable, SQLDecodable {}
