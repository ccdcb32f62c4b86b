import Core
import SQL

/// What relations change on walls: who sees them, and whose stickers and entries one sees on others'.
struct WallRelationRepository: RelationStep {
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    switch change {
    case .follower(_, let owner): return [Event(node: .placeChanged(.wall(owner)))]
    case .block(let one, let other):
      return [Event(node: .placeChanged(.wall(one))), Event(node: .placeChanged(.wall(other)))]
        + (try await startOver(one, on: Self.walls(with: other), in: transaction))
        + (try await startOver(other, on: Self.walls(with: one), in: transaction))
    case .hearing: return []
    case .topEight(let owner): return try await renew(friendsOf: owner, at: now, in: transaction)
    }
  }

  /// Gives the module that shows the Top 8 a new version, so that browsers draw it again.
  private func renew(friendsOf owner: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let locked = "SELECT 1 FROM walls WHERE user_id = \(owner) \(sqlite: "", postgres: "FOR UPDATE")" as SQL
    guard try await transaction.value(locked, as: Int.self) != nil,
      var module = try await transaction.first(ModuleRepository.friends(of: owner), as: WallModule.self)
    else { return [] }
    module.sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
    module.updatedAt = now
    try await transaction.run("UPDATE wall_modules SET seq = \(module.sequence), updated_at = \(now) WHERE id = \(module.id)")
    return [Event(changed: module.object, in: .wall(owner))]
  }

  /// What the viewer may see of these walls has changed, though not whether they may see them.
  private func startOver(_ viewer: UserID, on walls: SQL, in transaction: Transaction) async throws -> [Event] {
    let owners = try await transaction.values(walls, as: UserID.self)
    return owners.isEmpty ? [] : [Event(node: .viewsReset(viewer, owners.map { .wall($0) }))]
  }

  /// Walls with something on them by this member. Their own closes as a whole to those who blocked them or whom they blocked.
  private static func walls(with maker: UserID) -> SQL {
    """
    SELECT owner_id FROM stickers WHERE placed_by = \(maker) AND owner_id <> \(maker) AND deleted_at IS NULL
    UNION SELECT owner_id FROM guestbook_entries WHERE author_id = \(maker) AND owner_id <> \(maker) AND deleted_at IS NULL
    """
  }
}
