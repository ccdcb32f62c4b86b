import Core
import SQL

/// What a banned member put on others' walls is shown nowhere, and is back once the ban is lifted. Each time it takes the next sequences of
/// those walls, so that every copy follows.
struct BannedMemberRepository: BanStep {
  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    // In ascending order: two such transactions cannot wait for each other. The member's own wall is hidden as a whole.
    for owner in try await WallRows.owners(ofWallsWith: user, in: transaction) {
      events += try await WallRows.renumber(
        stickers: "owner_id = \(owner) AND placed_by = \(user) AND deleted_at IS NULL",
        entries: "owner_id = \(owner) AND author_id = \(user) AND deleted_at IS NULL", on: owner, in: transaction)
    }
    return events
  }
}
