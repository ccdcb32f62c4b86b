import Core
import SQL

/// Keys as rows.
struct KeyRepository: Sendable {
  let database: Database

  /// A key that has just been claimed.
  struct Claim: Sendable {
    let id: KeyID
    let release: ReleaseID
  }

  /// Nil if the value is taken. The unique index decides.
  func insert(_ value: KeyValue, of release: ReleaseID, at now: Timestamp, in transaction: Transaction) async throws -> ReleaseKey? {
    try await transaction.first(
      """
      INSERT INTO keys (release_id, key_value, used, created_at) VALUES (\(release), \(value.text), \(false), \(now))
      ON CONFLICT DO NOTHING RETURNING \(Self.columns)
      """)
  }

  /// A single statement, so that only one of several simultaneous claims succeeds. Nil for the others.
  func claim(_ value: KeyValue, for member: Member, at now: Timestamp, in transaction: Transaction) async throws -> Claim? {
    try await transaction.first(
      """
      UPDATE keys SET used = \(true), used_at = \(now), used_by = \(member.email), used_by_id = \(member.id)
      WHERE key_value = \(value.text) AND used = \(false) RETURNING id, release_id
      """)
  }

  /// The member's newest key whose download has not begun.
  func waiting(of member: UserID, in transaction: Transaction) async throws -> KeyID? {
    try await transaction.value(Self.waiting(of: member))
  }

  /// Marks the key's download as begun. False if it has begun before.
  func start(_ key: KeyID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("UPDATE keys SET started_at = \(now) WHERE id = \(key) AND used AND started_at IS NULL") == 1
  }

  /// The slice and the totals, from one snapshot.
  func slice(_ request: KeySliceRequest) async throws -> KeySlice {
    try await database.read { connection in
      let totals: KeyTotals? = try await connection.first(ReleaseRepository.firstTotals)
      return KeySlice(totals: totals ?? KeyTotals(total: 0, used: 0), keys: try await connection.all(Self.slice(request)))
    }
  }
}

// MARK: Statements

extension KeyRepository {
  private static var columns: SQL { "id, key_value, used, created_at, used_at, used_by" }

  static func waiting(of member: UserID) -> SQL {
    """
    SELECT id FROM keys WHERE used_by_id = \(member) AND used AND started_at IS NULL
    ORDER BY used_at DESC, id DESC LIMIT 1
    """
  }

  static func slice(_ request: KeySliceRequest) -> SQL {
    let release: SQL = "release_id = (SELECT id FROM releases ORDER BY id LIMIT 1)"
    let before = request.before ?? KeyID(.max)
    let state: SQL =
      switch request.filter {
      case .all: ""
      case .unused: "AND used = \(false)"
      case .used: "AND used = \(true)"
      }
    return "SELECT \(columns) FROM keys WHERE \(release) \(state) AND id < \(before) ORDER BY id DESC LIMIT \(request.limit)"
  }
}

extension KeyRepository.Claim: RowDecodable {
  init(row: Row) throws { self.init(id: try row[0], release: try row[1]) }
}

extension ReleaseKey: RowDecodable {
  public init(row: Row) throws {
    self.init(
      id: try row[0], value: KeyValue(stored: try row[1]), isUsed: try row[2], createdAt: try row[3], usedAt: try row[4],
      usedBy: try row[5])
  }
}
