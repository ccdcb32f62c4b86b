/// What staff did to a member, for features below the one that writes it down.
public protocol MemberStanding: Sendable {
  /// Why the member is banned: the `details` of the refusal. Empty if that is not known. `appeal` is a token for `/appeals`.
  func banDetails(of user: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> [String: String]

  /// The ids of the actions that mute and ban the member now.
  func standing(of user: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> (mute: Int64?, ban: Int64?)

  /// What there was so far about the member, and when the ban that holds ends by itself.
  func past(of user: UserID, in snapshot: Snapshot) async throws -> (history: StandingHistory, banEndsAt: Timestamp?)
}

/// How often members reported something of a member, and what staff did.
public struct StandingHistory: Hashable, Sendable {
  public var reportsAgainst = 0
  public var warn = 0
  public var remove = 0
  public var mute = 0
  public var ban = 0

  public init() {}
}
