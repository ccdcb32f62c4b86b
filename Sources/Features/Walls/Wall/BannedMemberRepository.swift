import Core
import SQL

/// What a banned member put on others' walls is shown nowhere, and is back once the ban is lifted. Each time it takes the next sequences of
/// those walls, so that every copy follows.
struct BannedMemberRepository: BanStep {
  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    // In ascending order: two such transactions cannot wait for each other.
    for owner in try await transaction.values(Self.walls(of: user), as: UserID.self) {
      events += try await WallRows.renumber(
        stickers: "owner_id = \(owner) AND placed_by = \(user) AND deleted_at IS NULL",
        entries: "owner_id = \(owner) AND author_id = \(user) AND deleted_at IS NULL", on: owner, in: transaction)
    }
    return events
  }

  /// Their own wall is hidden as a whole.
  private static func walls(of user: UserID) -> SQL {
    """
    SELECT owner_id FROM stickers WHERE placed_by = \(user) AND owner_id <> \(user) AND deleted_at IS NULL
    UNION SELECT owner_id FROM guestbook_entries WHERE author_id = \(user) AND owner_id <> \(user) AND deleted_at IS NULL
    ORDER BY owner_id
    """
  }
}
