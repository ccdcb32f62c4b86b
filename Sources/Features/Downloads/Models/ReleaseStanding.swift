import Core

/// How far a member has come with the release, as their dashboard shows it.
public struct ReleaseStanding: Hashable, Sendable {
  public let termsAgreedAt: Timestamp?
  public let hasDownloaded: Bool
  /// When the newest download began.
  public let lastDownloadAt: Timestamp?
  /// Whether the member has a redeemed key whose download has not begun.
  public let hasWaitingKey: Bool
  public let review: Review?
  /// The sequence of the last change in the member's place `me`; 0 before the first.
  let sequence: Int64
}

/// A member's dashboard: the account and its standing with the release.
public struct Dashboard: Hashable, Sendable {
  public let member: Member
  public let githubID: String?
  public let standing: ReleaseStanding
}
