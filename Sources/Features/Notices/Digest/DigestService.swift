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

  /// Queues the digests that are due, each in the transaction that marks what it holds as mailed; how many. The server's own.
  @discardableResult
  public func sendDue(_ scope: Scope, _ waiting: DigestWaiting = .respected) async throws -> Int {
    try scope.require(.admin)
    guard let mail else { return 0 }
    var count = 0
    var last = UserID(0)
    while true {
      let users = try await rows.due(after: last, at: scope.now, waiting)
      for user in users where try await send(to: user, through: mail, at: scope.now, waiting) { count += 1 }
      guard let next = users.last else { return count }
      last = next
    }
  }

  /// False if another node has queued it meanwhile, or nothing is left to tell.
  private func send(to user: UserID, through mail: any MailQueue, at now: Timestamp, _ waiting: DigestWaiting) async throws -> Bool {
    try await work.transaction { transaction in
      guard let digest = try await rows.take(user, at: now, waiting, in: transaction) else { return false }
      let email = DigestEmail(digest: digest, publicURL: publicURL, stop: NoticePath.stop(token.text(of: user))).email
      try await mail.add(email, at: now, in: transaction)
      return true
    }
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
