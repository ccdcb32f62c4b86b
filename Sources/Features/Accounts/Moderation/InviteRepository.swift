import Core
import SQL

/// Invitations, by the digests of their codes.
struct InviteRepository: Sendable {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func newest(limit: Int) async throws -> [Invite] {
    try await database.all(
      """
      SELECT i.id, u.username, i.created_at, i.expires_at, i.max_uses, i.uses, i.revoked_at
      FROM invites i LEFT JOIN users u ON u.id = i.created_by ORDER BY i.id DESC LIMIT \(limit)
      """)
  }

  func insert(
    _ digest: String, by user: UserID, at now: Timestamp, until end: Timestamp, uses: Int64, in transaction: Transaction
  ) async throws -> Int64 {
    try await transaction.value(
      """
      INSERT INTO invites (code_digest, created_by, created_at, expires_at, max_uses)
      VALUES (\(digest), \(user), \(now), \(end), \(uses)) RETURNING id
      """)!
  }

  /// Whether an invitation can be used now; `spend` decides.
  func isOpen(_ digest: String, at now: Timestamp) async throws -> Bool {
    try await database.value(
      """
      SELECT 1 FROM invites WHERE code_digest = \(digest) AND uses < max_uses AND expires_at > \(now) AND revoked_at IS NULL
      """, as: Int.self) != nil
  }

  /// Takes one of its uses; false when none is left, or it has expired or was withdrawn. The row decides between requests at once.
  func spend(_ digest: String, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE invites SET uses = uses + 1
      WHERE code_digest = \(digest) AND uses < max_uses AND expires_at > \(now) AND revoked_at IS NULL
      """) > 0
  }

  func revoke(_ id: Int64, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("UPDATE invites SET revoked_at = \(now) WHERE id = \(id) AND revoked_at IS NULL") > 0
  }
}

extension Invite: RowDecodable {
  public init(row: Row) throws {
    id = try row[0]
    createdBy = try row[1]
    createdAt = try row[2]
    expiresAt = try row[3]
    maxUses = try row[4]
    uses = try row[5]
    revokedAt = try row[6]
  }
}
