import Core

/// Mails members what they have not read.
public struct DigestService: Sendable {
  let work: UnitOfWork
  let rows: DigestRepository
  let token: DigestToken
  /// What links begin with.
  let publicURL: String
  /// Nil: no mail is sent.
  let mail: (any MailQueue)?

  /// Queues the digests that are due. Each is put together and marked as mailed when its turn comes, so what finds no room in the queue is left
  /// for the next time. The server's own.
  public func sendDue(_ scope: Scope, _ waiting: DigestWaiting = .respected) async throws {
    try scope.require(.admin)
    guard let mail else { return }
    let now = scope.now
    var last = UserID(0)
    while true {
      let users = try await rows.due(after: last, at: now, waiting)
      for user in users { try mail.enqueue { try await email(to: user, at: now, waiting) } }
      guard let next = users.last else { return }
      last = next
    }
  }

  /// Nil if another node has sent it meanwhile, or nothing is left to tell.
  private func email(to user: UserID, at now: Timestamp, _ waiting: DigestWaiting) async throws -> Email? {
    let digest = try await work.transaction { try await rows.take(user, at: now, waiting, in: $0) }
    return digest.map { DigestEmail(digest: $0, publicURL: publicURL, stop: NoticePath.stop(token.text(of: user))).email }
  }

  /// `GONE` unless it is the token of a member's digests.
  func check(_ token: String) throws(AppError) { _ = try user(of: token) }

  /// Sets the digest of the token's member to off. The token is all it takes.
  func stop(_ token: String) async throws {
    let user = try user(of: token)
    try await work.transaction { try await rows.stop(user, in: $0) }
  }

  private func user(of text: String) throws(AppError) -> UserID {
    guard let user = token.user(of: text) else { throw AppError(.gone, "This link is not valid") }
    return user
  }
}
