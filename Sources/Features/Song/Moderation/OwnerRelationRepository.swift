import Core
import SQL

/// Nobody watches the patterns of a banned owner, or across a block with the owner.
struct OwnerRelationRepository: RelationStep, BanStep {
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard case .block(let one, let other) = change else { return [] }
    return try await closing(one, in: transaction) + closing(other, in: transaction)
  }

  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] { try await closing(user, in: transaction) }

  private func closing(_ owner: UserID, in transaction: Transaction) async throws -> [Event] {
    try await transaction.values(
      "SELECT id FROM patterns WHERE owner_id = \(owner) AND deleted_at IS NULL ORDER BY id", as: PatternID.self
    ).map { Event(node: .placeChanged(.pattern($0))) }
  }
}
