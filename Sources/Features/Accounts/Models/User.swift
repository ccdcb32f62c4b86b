import Core

/// An account as its table holds it.
public struct User: Hashable, Sendable {
  public let id: UserID
  /// What programs know the account by.
  public let uuid: String
  /// As it was typed; compared ignoring case.
  public let username: String
  /// Lower-case.
  public let email: String
  public let name: String
  public let role: Role
  public let color: Int
  public let githubID: String?
  public let hasDownloaded: Bool
  public let termsAgreedAt: Timestamp?
  public let isBot: Bool
  public let bannedAt: Timestamp?
  public let createdAt: Timestamp
  public let updatedAt: Timestamp
  /// Whether it was made with an invitation.
  public let isInvited: Bool

  public var isBanned: Bool { bannedAt != nil }
}

/// A user with the hash of the password: read to sign in or to change the password, and never shown.
struct Credentials: Sendable {
  let user: User
  let passwordHash: String
}
