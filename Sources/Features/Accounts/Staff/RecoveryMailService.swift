import Core
import Crypto

/// Ways back in by e-mail, where the server sends any. Nothing in the answer, nor the time it takes, says whether there is an account.
public struct RecoveryMailService: Sendable {
  /// A member gets no second letter sooner: whoever knows an address cannot fill its letter box, nor make its last link worthless.
  public static let pause = Duration.minutes(5)

  private let work: UnitOfWork
  private let users: UserRepository
  private let links: RecoveryRepository
  private let audit: AuditRepository
  private let post: any Post
  private let publicURL: String

  init(
    work: UnitOfWork, users: UserRepository, links: RecoveryRepository, audit: AuditRepository, post: any Post, publicURL: String
  ) {
    self.work = work
    self.users = users
    self.links = links
    self.audit = audit
    self.post = post
    self.publicURL = publicURL
  }

  /// Sends a link for a new password to the account of this address, should there be one. Guests may ask.
  public func ask(_ scope: Scope, email: String) throws(AppError) {
    try post.send { try await letter(scope, email: email) }
  }

  private func letter(_ scope: Scope, email: String) async throws -> OutgoingLetter? {
    let token = Base64URL.encode(scope.random.bytes(32))
    let user: User? = try await work.transaction { tx in
      guard let user = try await users.user(email: email, in: tx), !user.isBanned,
        try await links.newest(of: user.id, in: tx).map({ $0 + Self.pause <= scope.now }) ?? true
      else { return nil }
      let end = scope.now + RecoveryService.lifetime
      try await links.replace(RecoveryService.digest(of: token), of: user.id, at: scope.now, until: end, in: tx)
      try await audit.record(scope, "account.recovery_mail", of: "user:\(user.id)", in: tx)
      return user
    }
    guard let user else { return nil }
    return OutgoingLetter(
      to: user.email, subject: "A new password for @\(user.username)",
      text: """
        Somebody, you I hope, asked for a new password for @\(user.username) at
        \(publicURL)

        Set one here, once and within 24 hours:
        \(publicURL)/recover?token=\(token)

        If it was not you, do nothing: your password stays as it is.

        """)
  }
}
