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
