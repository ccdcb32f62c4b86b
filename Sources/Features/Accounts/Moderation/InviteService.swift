import Core
import Crypto
import Encoding

/// An invitation as staff see it. Its code is shown once, when it is made.
public struct Invite: Equatable, Sendable {
  public let id: Int64
  public let createdBy: String?
  public let createdAt: Timestamp
  public let expiresAt: Timestamp
  public let maxUses: Int64
  public let uses: Int64
  public let revokedAt: Timestamp?

  public func isOpen(at now: Timestamp) -> Bool { revokedAt == nil && now < expiresAt && uses < maxUses }
}

/// Invitations, where sign-up is by invitation. Moderators make them.
public struct InviteService: Sendable {
  public static let uses: ClosedRange<Int64> = 1...1_000
  public static let days: ClosedRange<Int64> = 1...90

  let work: UnitOfWork
  let invites: InviteRepository
  let audit: AuditRepository

  /// The newest, open or not.
  public func list(_ scope: Scope) async throws -> [Invite] {
    try scope.require(.moderate)
    return try await invites.newest(limit: 100)
  }

  /// A new invitation's code.
  public func create(_ scope: Scope, uses: Int64, days: Int64) async throws -> String {
    let member = try scope.requireMember(.moderate)
    guard Self.uses.contains(uses) else { throw AppError.validation("uses", "must be 1 to 1000") }
    guard Self.days.contains(days) else { throw AppError.validation("days", "must be 1 to 90") }
    let code = Base64URL.encode(scope.random.bytes(18))
    try await work.transaction { transaction in
      let id = try await invites.insert(
        Self.digest(of: code), by: member.id, at: scope.now, until: scope.now + .days(Int(days)), uses: uses, in: transaction)
      try await audit.record(
        scope, "invite.create", of: "invite:\(id)", details: [("uses", "\(uses)"), ("days", "\(days)")], in: transaction)
    }
    return code
  }

  /// Withdraws an invitation: it can no longer be used to sign up.
  public func revoke(_ scope: Scope, _ id: Int64) async throws {
    try scope.require(.moderate)
    try await work.transaction { transaction in
      guard try await invites.revoke(id, at: scope.now, in: transaction) else { throw AppError.notFound("This invitation") }
      try await audit.record(scope, "invite.revoke", of: "invite:\(id)", in: transaction)
    }
  }

  static func digest(of code: String) -> String { Hex.encode(SHA256.digest(of: code.utf8)) }
}
