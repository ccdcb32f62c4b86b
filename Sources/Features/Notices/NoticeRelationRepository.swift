import Core

/// What relations change in notifications: the desk names the people its member does not hear, and a block takes away what the two were told
/// of each other.
struct NoticeRelationRepository: RelationStep {
  let notices: NoticeRepository

  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    switch change {
    case .block(let one, let other):
      try await notices.lock([one, other], in: transaction)
      return try await notices.withdraw(between: one, and: other, at: now, in: transaction)
    case .hearing(let member): return try await notices.desks.renew([member], in: transaction)
    case .follower, .topEight: return []
    }
  }
}
