import Core

/// Lets downloads begin, once each. Holding the token is the permission.
public struct DownloadService: Sendable {
  /// Tokens are kept for a while after they have died, to be looked into when something went wrong.
  static let memory = Duration.days(30)

  private let work: UnitOfWork
  private let keys: KeyRepository
  private let tokens: TokenRepository
  private let standings: StandingRepository
  private let lifetime: Duration

  init(work: UnitOfWork, keys: KeyRepository, tokens: TokenRepository, standings: StandingRepository, lifetime: Duration) {
    self.work = work
    self.keys = keys
    self.tokens = tokens
    self.standings = standings
    self.lifetime = lifetime
  }

  /// Opens the release's file for whoever holds the token. The file comes first: when `open` throws, nothing has happened. Then,
  /// for the request that begins the download, token, key, event and mark on the account are written in one commit; what `open`
  /// gave is returned after that, so that no byte goes before it. `GONE` for a token that is unknown, spent, too old or revoked.
  public func open<File: Sendable>(
    _ scope: Scope, _ token: DownloadToken?, for wish: DownloadWish, _ open: (ReleaseID) async throws -> File
  ) async throws -> File {
    guard let token, let record = try await tokens.record(of: token) else { throw AppError.spent }
    let admission = record.admission(for: wish, at: scope.now, lifetime: lifetime)
    guard admission != .gone else { throw AppError.spent }
    let file = try await open(record.release)
    if admission == .begin { try await begin(scope, record) }
    return file
  }

  /// Erases tokens nobody can use any more, at most `limit` at once; how many there were. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await tokens.erase(madeBefore: scope.now - lifetime - Self.memory, limit: limit, in: $0)
    }
  }

  private func begin(_ scope: Scope, _ record: TokenRecord) async throws {
    let standing = try await work.transaction { transaction in
      try await standings.lock(record.owner, in: transaction)
      guard try await tokens.start(record.id, at: scope.now, in: transaction),
        try await keys.start(record.key, at: scope.now, in: transaction)
      else { throw AppError.spent }
      try await tokens.record(download: record.owner, from: String(scope.address.prefix(45)), at: scope.now, in: transaction)
      try await standings.noteDownload(of: record.owner, in: transaction)
      return try await standings.standing(of: record.owner, in: transaction)
    }
    scope.outbox.add(DownloadEvent.changed(standing, of: record.owner))
  }
}

extension AppError {
  static let spent = AppError(.gone, "This link has been used or is too old. Get a new one from your dashboard")
}
