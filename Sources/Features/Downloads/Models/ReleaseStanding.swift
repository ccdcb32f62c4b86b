import Core

/// Where a member stands with the release: all their dashboard shows of it.
public struct ReleaseStanding: Hashable, Sendable {
  public let termsAgreedAt: Timestamp?
  public let hasDownloaded: Bool
  /// When the newest download began.
  public let lastDownloadAt: Timestamp?
  /// A key was redeemed whose download has not begun.
  public let hasWaitingKey: Bool
  public let review: Review?
  /// Of the last change, in the member's place `me`; 0 before the first.
  let sequence: Int64
}

/// A member as their dashboard names them.
public struct Dashboard: Hashable, Sendable {
  public let member: Member
  public let githubID: String?
  public let standing: ReleaseStanding
}
