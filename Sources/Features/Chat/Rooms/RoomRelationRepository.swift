import Core
import SQL

/// What relations change in rooms: unread messages of people whom a member does not hear do not count, and a block
/// ends writing in a conversation of two.
struct RoomRelationRepository: RelationStep {
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    switch change {
    case .hearing(let member): [Event(node: .roomsChanged(member, except: nil))]
    case .block(let one, let other):
      // Neither can write to the other now, or both can again.
      // Their views start over, so that neither sees any more that the other looks at it.
      try await transaction.values(ConversationRows.room(of: [one, other]), as: RoomID.self).flatMap { room in
        [one, other].flatMap { [Event(node: .presenceEnded(room, $0)), Event(node: .viewsReset($0, [.room(room)]))] }
          + [Event(node: .conversationChanged(room))]
      }
    default: []
    }
  }
}
