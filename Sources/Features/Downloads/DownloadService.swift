import Core

/// Begins downloads, once per token, and continues those that broke off. The token is the permission.
public struct DownloadService: Sendable {
  /// How long expired tokens are kept, for the operator to look into failures.
  static let memory = Duration.days(30)

  private let work: UnitOfWork
  private let keys: KeyRepository
  private let tokens: TokenRepository
  private let standings: ReleaseStandingRepository
  private let lifetime: Duration
  private let live = LiveTransfers()

  init(work: UnitOfWork, keys: KeyRepository, tokens: TokenRepository, standings: ReleaseStandingRepository, lifetime: Duration) {
    self.work = work
    self.keys = keys
    self.tokens = tokens
    self.standings = standings
    self.lifetime = lifetime
  }

  /// Opens the release's file for the holder of the token.
  ///
  /// `open` runs first: if it throws, nothing has changed. Then the request that begins the download marks the token, the key and the
  /// account, adds the download event and notes the bytes that will be sent, all in one commit. The file is returned after the commit, so
  /// no byte is sent before it. `GONE` for a token that is unknown, used, expired or revoked, and for a range that does not continue the
  /// download. The transfer counts the bytes that are sent; it is nil for a HEAD request.
  public func open<File: Sendable>(
    _ scope: Scope, _ token: DownloadToken?, for wish: DownloadWish, _ open: (ReleaseID) async throws -> (file: File, part: FilePart)
  ) async throws -> (file: File, transfer: DownloadTransfer?) {
    guard let token, let record = try await tokens.record(of: token) else { throw AppError.spent }
    let admission = record.admission(for: wish, at: scope.now, lifetime: lifetime)
    guard admission != .gone else { throw AppError.spent }
    let (file, part) = try await open(record.release)
    guard wish != .look else { return (file, nil) }
    switch admission {
    case .begin: try await begin(scope, record, part)
    case .proceed: try await proceed(record, part)
    case .gone: throw AppError.spent
    }
    let transfer = DownloadTransfer(record.id, part) { [self] token, part, sent in
      live.tidy(token)
      // What cannot be given back stays charged; the unit of work has logged why.
      Task { try? await settle(token, part, sent: sent) }
    }
    live.add(transfer)
    return (file, transfer)
  }

  /// Erases expired and spent tokens, at most `limit` at once, and returns how many. Called by the server itself.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await tokens.erase(madeBefore: scope.now - lifetime - Self.memory, limit: limit, in: $0)
    }
  }

  /// Stops the other answers of this download on this node: the client has come back, so their connections are broken. An answer that
  /// another request is already stopping is counted as if all of it had been sent.
  private func proceed(_ record: TokenRecord, _ part: FilePart) async throws {
    let others = live.of(record.id).filter { $0.claim() }
    do {
      try await work.transaction { transaction in
        let before = try await tokens.ledger(of: record.id, in: transaction)
        func ledger(_ sent: (DownloadTransfer) -> Int64) throws(AppError) -> DownloadLedger {
          var ledger = before
          for other in others { ledger.settle(other.part, sent: sent(other)) }
          guard ledger.grant(part) else { throw AppError.spent }
          return ledger
        }
        // One that is refused stops nothing.
        _ = try ledger(\.sent)
        try await tokens.write(try ledger { $0.stop() }, of: record.id, in: transaction)
      }
    } catch {
      for other in others { other.release() }
      throw error
    }
  }

  private func settle(_ token: TokenID, _ part: FilePart, sent: Int64) async throws {
    try await work.transaction { transaction in
      var ledger = try await tokens.ledger(of: token, in: transaction)
      ledger.settle(part, sent: sent)
      try await tokens.write(ledger, of: token, in: transaction)
    }
  }

  private func begin(_ scope: Scope, _ record: TokenRecord, _ part: FilePart) async throws {
    let standing = try await work.transaction { transaction in
      try await standings.lock(record.owner, in: transaction)
      guard try await tokens.start(record.id, at: scope.now, in: transaction),
        try await keys.start(record.key, at: scope.now, in: transaction)
      else { throw AppError.spent }
      var ledger = DownloadLedger()
      _ = ledger.grant(part)
      try await tokens.write(ledger, of: record.id, in: transaction)
      try await tokens.record(download: record.owner, from: String(scope.address.prefix(45)), at: scope.now, in: transaction)
      try await standings.noteDownload(of: record.owner, in: transaction)
      return try await standings.changed(record.owner, in: transaction)
    }
    scope.outbox.add(standing.changed(of: record.owner))
  }
}

extension AppError {
  static let spent = AppError(.gone, "This link has been used or is too old. Get a new one from your dashboard")
}
