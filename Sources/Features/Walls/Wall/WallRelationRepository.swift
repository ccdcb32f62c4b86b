import Core
import SQL

/// What relations change on walls: who sees them, and whose stickers and entries one sees on others'.
struct WallRelationRepository: RelationStep {
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    switch change {
    case .follower(_, let owner): return [Event(node: .placeChanged(.wall(owner)))]
    case .block(let one, let other):
      return [Event(node: .placeChanged(.wall(one))), Event(node: .placeChanged(.wall(other)))]
        + (try await startOver(one, onWallsWith: other, in: transaction))
        + (try await startOver(other, onWallsWith: one, in: transaction))
    case .hearing: return []
    case .topEight(let owner): return try await renew(friendsOf: owner, at: now, in: transaction)
    }
  }

  /// Gives the module that shows the Top 8 a new version, so that browsers draw it again.
  private func renew(friendsOf owner: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard try await WallRows.lock(owner, in: transaction),
      var module = try await transaction.first(ModuleRepository.friends(of: owner), as: WallModule.self)
    else { return [] }
    module.sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
    module.updatedAt = now
    try await transaction.run("UPDATE wall_modules SET seq = \(module.sequence), updated_at = \(now) WHERE id = \(module.id)")
    return [Event(changed: module.object, in: .wall(owner))]
  }

  /// What the viewer may see of walls with something by this member has changed, though not whether they may see the walls. The member's own
  /// wall closes as a whole.
  private func startOver(_ viewer: UserID, onWallsWith maker: UserID, in transaction: Transaction) async throws -> [Event] {
    let owners = try await WallRows.owners(ofWallsWith: maker, in: transaction)
    return owners.isEmpty ? [] : [Event(node: .viewsReset(viewer, owners.map { .wall($0) }))]
  }
}
