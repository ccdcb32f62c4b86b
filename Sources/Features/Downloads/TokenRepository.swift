import Core
import SQL

/// Download tokens, of which only digests are stored, and the downloads that began with them.
struct TokenRepository: Sendable {
  let database: Database

  func record(of token: DownloadToken) async throws -> TokenRecord? { try await database.first(Self.record(of: token)) }

  func insert(
    _ token: DownloadToken, for member: UserID, key: KeyID, at now: Timestamp, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO download_tokens (token_digest, user_id, key_id, created_at, used)
      VALUES (\(token.digest), \(member), \(key), \(now), \(false))
      """)
  }

  /// Revokes a key's unused tokens.
  func revoke(of key: KeyID, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE download_tokens SET revoked_at = \(now) WHERE key_id = \(key) AND used = \(false) AND revoked_at IS NULL")
  }

  /// A single statement, so that only one of several simultaneous requests begins the download.
  func start(_ token: TokenID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE download_tokens SET used = \(true), started_at = \(now)
      WHERE id = \(token) AND used = \(false) AND revoked_at IS NULL
      """) == 1
  }

  /// What was sent under the token. Locked until the transaction ends.
  func ledger(of token: TokenID, in transaction: Transaction) async throws -> DownloadLedger {
    try await transaction.first(
      """
      SELECT file_state, charged_bytes, reached_byte, promised_byte FROM download_tokens WHERE id = \(token) \(sqlite: "", postgres: "FOR UPDATE")
      """) ?? DownloadLedger()
  }

  func write(_ ledger: DownloadLedger, of token: TokenID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE download_tokens SET file_state = \(ledger.state), charged_bytes = \(ledger.charged), reached_byte = \(ledger.reached),
        promised_byte = \(ledger.promised)
      WHERE id = \(token)
      """)
  }

  func record(download member: UserID, from address: String, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "INSERT INTO download_events (user_id, downloaded_at, ip_address) VALUES (\(member), \(now), \(address))")
  }

  /// Erases at most `limit` tokens made before `moment`. Returns how many.
  func erase(madeBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      DELETE FROM download_tokens WHERE id IN
        (SELECT id FROM download_tokens WHERE created_at < \(moment) ORDER BY created_at LIMIT \(limit))
      """)
  }

  static func record(of token: DownloadToken) -> SQL {
    """
    SELECT download_tokens.id, download_tokens.user_id, users.banned_at, download_tokens.key_id, keys.release_id,
      download_tokens.created_at, download_tokens.started_at, download_tokens.revoked_at
    FROM download_tokens JOIN keys ON keys.id = download_tokens.key_id JOIN users ON users.id = download_tokens.user_id
    WHERE download_tokens.token_digest = \(token.digest)
    """
  }
}

extension DownloadLedger: RowDecodable {
  init(row: Row) throws {
    self.init(state: try row[0], charged: try row[1], reached: try row[2], promised: try row[3])
  }
}

extension TokenRecord: RowDecodable {
  init(row: Row) throws {
    let bannedAt: Timestamp? = try row[2]
    self.init(
      id: try row[0], owner: try row[1], isOwnerBanned: bannedAt != nil, key: try row[3], release: try row[4], createdAt: try row[5],
      startedAt: try row[6], revokedAt: try row[7])
  }
}
