import Core

/// What relations change in rooms: unread messages of people whom a member does not hear do not count.
struct RoomRelationRepository: RelationStep {
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    if case .hearing(let member) = change { [Event(node: .roomsChanged(member, except: nil))] } else { [] }
  }
}
