import Core
import SQL

/// Looks again at who watches stories and patterns when their keeper or owner is banned, or is one of two between whom a block stands now.
struct SongRelationRepository: RelationStep, BanStep {
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    guard case .block(let one, let other) = change else { return [] }
    return try await closing(one, in: transaction) + closing(other, in: transaction)
  }

  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] { try await closing(user, in: transaction) }

  private func closing(_ member: UserID, in transaction: Transaction) async throws -> [Event] {
    let stories: [StoryID] = try await transaction.values(
      "SELECT id FROM stories WHERE keeper_id = \(member) AND deleted_at IS NULL ORDER BY id")
    let patterns: [PatternID] = try await transaction.values(
      "SELECT id FROM patterns WHERE owner_id = \(member) AND deleted_at IS NULL ORDER BY id")
    return (stories.map { .story($0) } + patterns.map { .pattern($0) } as [PlaceID]).map { Event(node: .placeChanged($0)) }
  }
}
