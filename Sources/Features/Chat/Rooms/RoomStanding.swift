import Core

/// A room as one member stands to it. There is none for a room the member may not know of.
struct RoomStanding: Equatable, Sendable {
  let id: RoomID
  let name: RoomName
  let topic: String
  let kind: RoomKind
  let createdBy: UserID?
  let lastSeq: Int64
  /// The member's read marker; nil for those who are not members.
  let readUpTo: Int64?

  var isMember: Bool { readUpTo != nil }
}

/// A room as somebody sees it who may choose its members.
struct GovernedRoom: Sendable {
  let standing: RoomStanding
  /// Whether a moderator has put this very person out of it.
  let isBarred: Bool

  /// What lets the member choose who belongs to the room; nil when nothing does.
  func authority(of member: Member) -> Authority? {
    if standing.createdBy == member.id, !isBarred { return .creator }
    return member.permissions.contains(.moderate) ? .staff : nil
  }

  enum Authority { case creator, staff }
}
