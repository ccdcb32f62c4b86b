import Core
import SQL

/// Stories go by their keeper: nobody watches those of a banned keeper, or across a block with the keeper.
struct KeeperRelationRepository: RelationStep, BanStep {
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard case .block(let one, let other) = change else { return [] }
    return try await closing(one, in: transaction) + closing(other, in: transaction)
  }

  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] { try await closing(user, in: transaction) }

  private func closing(_ keeper: UserID, in transaction: Transaction) async throws -> [Event] {
    try await transaction.values(
      "SELECT id FROM stories WHERE keeper_id = \(keeper) AND deleted_at IS NULL ORDER BY id", as: StoryID.self
    ).map { Event(node: .placeChanged(.story($0))) }
  }
}
