/// What staff did to a member, for features below the one that writes it down.
public protocol MemberStanding: Sendable {
  /// Why the member is banned: the `details` of the refusal. Empty if that is not known. `appeal` is a token for `/appeals`.
  func banDetails(of user: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> [String: String]

  /// The ids of the actions that mute and ban the member now.
  func standing(of user: UserID, at now: Timestamp, in snapshot: Snapshot) async throws -> (mute: Int64?, ban: Int64?)
}
