/// How conversations look to their members.
public protocol ConversationReader: Sendable {
  /// The data of the event `conversation` for each member whom the closure picks.
  func conversation(_ room: RoomID, for isHere: (UserID) -> Bool) async throws -> [(user: UserID, data: [UInt8])]

  /// The newest conversations of a member.
  func conversations(of user: UserID) async throws -> [RoomID]
}
