import Core
import SQL

/// Where members stand with the release; the columns of it that are the account's own.
struct StandingRepository: Sendable {
  private let database: Database

  init(database: Database) { self.database = database }

  private struct Account: RowDecodable, Sendable {
    let githubID: String?
    let termsAgreedAt: Timestamp?
    let hasDownloaded: Bool
    let lastDownloadAt: Timestamp?

    init(row: Row) throws {
      (githubID, termsAgreedAt, hasDownloaded, lastDownloadAt) = (try row[0], try row[1], try row[2], try row[3])
    }

    static func of(_ member: UserID) -> SQL {
      """
      SELECT github_id, terms_agreed_at, has_downloaded,
        (SELECT max(downloaded_at) FROM download_events WHERE user_id = users.id)
      FROM users WHERE id = \(member)
      """
    }
  }

  /// Everything of one moment.
  func dashboard(of member: Member) async throws -> Dashboard? {
    try await database.read { connection in
      guard let account: Account = try await connection.first(Account.of(member.id)) else { return nil }
      let waiting: KeyID? = try await connection.value(KeyRepository.waiting(of: member.id))
      let review: Review? = try await connection.first(ReviewRepository.review(of: member.id))
      return Dashboard(member: member, githubID: account.githubID, standing: Self.standing(account, waiting, review))
    }
  }

  func standing(of member: UserID, in transaction: Transaction) async throws -> ReleaseStanding {
    guard let account: Account = try await transaction.first(Account.of(member)) else { throw AppError.notFound("This account") }
    let waiting: KeyID? = try await transaction.value(KeyRepository.waiting(of: member))
    let review: Review? = try await transaction.first(ReviewRepository.review(of: member))
    return Self.standing(account, waiting, review)
  }

  /// Lets nobody else change what the member may download until the transaction ends.
  func lock(_ member: UserID, in transaction: Transaction) async throws {
    _ = try await transaction.value(
      "SELECT id FROM users WHERE id = \(member) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: UserID.self)
  }

  /// Only the first time counts; whether this was it.
  func agree(_ member: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("UPDATE users SET terms_agreed_at = \(now) WHERE id = \(member) AND terms_agreed_at IS NULL") == 1
  }

  func noteDownload(of member: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE users SET has_downloaded = \(true) WHERE id = \(member) AND has_downloaded = \(false)")
  }

  private static func standing(_ account: Account, _ waiting: KeyID?, _ review: Review?) -> ReleaseStanding {
    ReleaseStanding(
      termsAgreedAt: account.termsAgreedAt, hasDownloaded: account.hasDownloaded, lastDownloadAt: account.lastDownloadAt,
      hasWaitingKey: waiting != nil, review: review)
  }
}
