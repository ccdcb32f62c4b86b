import Core
import SQL

/// How members stand with the release, including the columns of it in `users`.
struct ReleaseStandingRepository: Sendable {
  private let database: Database

  init(database: Database) { self.database = database }

  private struct Account: RowDecodable, Sendable {
    let githubID: String?
    let termsAgreedAt: Timestamp?
    let hasDownloaded: Bool
    let lastDownloadAt: Timestamp?
    let sequence: Int64

    init(row: Row) throws {
      (githubID, termsAgreedAt, hasDownloaded, lastDownloadAt) = (try row[0], try row[1], try row[2], try row[3])
      sequence = try row[4]
    }

    static func of(_ member: UserID) -> SQL {
      """
      SELECT github_id, terms_agreed_at, has_downloaded,
        (SELECT max(downloaded_at) FROM download_events WHERE user_id = users.id),
        COALESCE((SELECT seq FROM release_changes WHERE user_id = users.id), 0)
      FROM users WHERE id = \(member)
      """
    }
  }

  /// Read from one snapshot. Nil if the account does not exist.
  func dashboard(of member: Member) async throws -> Dashboard? {
    try await database.read { snapshot in
      guard let (account, standing) = try await read(member.id, at: snapshot) else { return nil }
      return Dashboard(member: member, githubID: account.githubID, standing: standing)
    }
  }

  func standing(of member: UserID, at snapshot: Snapshot) async throws -> ReleaseStanding {
    guard let found = try await read(member, at: snapshot) else { throw AppError.notFound("This account") }
    return found.standing
  }

  private func read(_ member: UserID, at snapshot: Snapshot) async throws -> (account: Account, standing: ReleaseStanding)? {
    guard let account: Account = try await snapshot.first(Account.of(member)) else { return nil }
    let waiting: KeyID? = try await snapshot.value(KeyRepository.waiting(of: member))
    let review: Review? = try await snapshot.first(ReviewRepository.review(of: member))
    let standing = ReleaseStanding(
      termsAgreedAt: account.termsAgreedAt, hasDownloaded: account.hasDownloaded, lastDownloadAt: account.lastDownloadAt,
      hasWaitingKey: waiting != nil, review: review, sequence: account.sequence)
    return (account, standing)
  }

  /// Takes the next sequence of the member's place `me` for a change, and returns the member's new standing. Call it after the change.
  func changed(_ member: UserID, in transaction: Transaction) async throws -> ReleaseStanding {
    let sequence = try await PlaceID.me(member).takeSeq(in: transaction)
    try await transaction.run(
      """
      INSERT INTO release_changes (user_id, seq) VALUES (\(member), \(sequence))
      ON CONFLICT (user_id) DO UPDATE SET seq = excluded.seq
      """)
    return try await standing(of: member, at: transaction)
  }

  /// Locks what the member may download until the transaction ends. Returns whether the member has agreed to the terms.
  @discardableResult
  func lock(_ member: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value(
      "SELECT terms_agreed_at IS NOT NULL FROM users WHERE id = \(member) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: Bool.self)
      ?? false
  }

  /// Records the first agreement. False if the member has agreed before.
  func agree(_ member: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("UPDATE users SET terms_agreed_at = \(now) WHERE id = \(member) AND terms_agreed_at IS NULL") == 1
  }

  func noteDownload(of member: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET has_downloaded = \(true) WHERE id = \(member) AND has_downloaded = \(false)")
  }
}
