import Core
import SQL

/// A new display name is a change of the member's profile: open pages get it, and its version is another one.
struct RenamedMemberRepository: NameStep {
  func nameChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] {
    let place = PlaceID.wall(user)
    // The wall before its place, as every change of a wall does.
    _ = try await WallRows.lock(user, in: transaction)
    let sequence = try await place.takeSeq(in: transaction)
    try await transaction.run("UPDATE walls SET seq = \(sequence) WHERE user_id = \(user)")
    let profile = try await transaction.first(ProfileRepository.profile(of: user), as: Profile.self)
    return profile.map { [Event(changed: $0.object, in: place)] } ?? []
  }
}
