import Accounts
import Core

/// Turns keys into downloads.
public struct RedeemService: Sendable {
  private let work: UnitOfWork
  private let releases: ReleaseRepository
  private let keys: KeyRepository
  private let tokens: TokenRepository
  private let standings: ReleaseStandingRepository
  private let audit: AuditRepository
  private let lifetime: Duration

  init(
    work: UnitOfWork, releases: ReleaseRepository, keys: KeyRepository, tokens: TokenRepository, standings: ReleaseStandingRepository,
    audit: AuditRepository, lifetime: Duration
  ) {
    self.work = work
    self.releases = releases
    self.keys = keys
    self.tokens = tokens
    self.standings = standings
    self.audit = audit
    self.lifetime = lifetime
  }

  /// Claims the key and makes its first token, both or neither. `INVALID_KEY`, with the same message for a key that is unknown, used or
  /// malformed (nil).
  public func redeem(_ scope: Scope, _ value: KeyValue?) async throws -> DownloadTicket {
    let member = try scope.requireMember(.redeemKey)
    let token = DownloadToken(from: scope.random)
    let standing = try await work.transaction { transaction in
      guard try await standings.lock(member.id, in: transaction) else { throw AppError.forbidden("Agree to the terms first") }
      guard let value, let key = try await keys.claim(value, for: member, at: scope.now, in: transaction) else {
        throw AppError(.invalidKey, "This key is not valid")
      }
      try await tokens.insert(token, for: member.id, key: key.id, at: scope.now, in: transaction)
      try await releases.addToTotals(of: key.release, used: 1, in: transaction)
      try await audit.record(scope, "keys.redeem", of: "key:\(key.id)", in: transaction)
      return try await standings.changed(member.id, in: transaction)
    }
    scope.outbox.add(standing.changed(of: member.id))
    return DownloadTicket(token: token, lifetime: lifetime)
  }

  /// Makes a new token for the newest redeemed key whose download has not begun. It revokes the key's earlier tokens, so that a key gives
  /// one download.
  public func renew(_ scope: Scope) async throws -> DownloadTicket {
    let member = try scope.requireMember(.redeemKey)
    let token = DownloadToken(from: scope.random)
    let standing = try await work.transaction { transaction in
      try await standings.lock(member.id, in: transaction)
      guard let key = try await keys.waiting(of: member.id, in: transaction) else {
        throw AppError.forbidden("No key of yours is waiting for its download")
      }
      try await tokens.revoke(of: key, at: scope.now, in: transaction)
      try await tokens.insert(token, for: member.id, key: key, at: scope.now, in: transaction)
      try await audit.record(scope, "keys.renew", of: "key:\(key)", in: transaction)
      return try await standings.changed(member.id, in: transaction)
    }
    scope.outbox.add(standing.changed(of: member.id))
    return DownloadTicket(token: token, lifetime: lifetime)
  }
}
