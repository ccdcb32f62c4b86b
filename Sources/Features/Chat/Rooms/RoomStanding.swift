import Core

/// A room, and how one member stands to it. It is never made for a room that is hidden from the member.
struct RoomStanding: Equatable, Sendable {
  let id: RoomID
  let name: RoomName
  let topic: String
  let kind: RoomKind
  let createdBy: UserID?
  let lastSeq: Int64
  /// The member's read marker; nil for those who are not members.
  let readUpTo: Int64?
  /// The newest message that the member has cleared, in a conversation; 0 elsewhere. They see only what is newer.
  let clearedUpTo: MessageID

  var isMember: Bool { readUpTo != nil }
}

/// A room, as read to decide whether a member may choose its members.
struct GovernedRoom: Sendable {
  let standing: RoomStanding
  /// Whether a moderator has removed this member from the room.
  let isBarred: Bool

  /// What allows the member to choose the room's members. Nil: they may not.
  func authority(of member: Member) -> Authority? {
    if standing.createdBy == member.id, !isBarred { return .creator }
    return member.permissions.contains(.moderate) ? .staff : nil
  }

  enum Authority { case creator, staff }
}
