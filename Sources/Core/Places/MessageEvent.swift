/// What happens to a message of a room, by the type under which clients hear of it.
public enum MessageEvent: String, CaseIterable, Sendable {
  case new = "new_message"
  case edited = "message_edited"
  case deleted = "message_deleted"
  case reacted = "message_reacted"

  /// Whether it may change how much somebody has not read.
  public var changesUnread: Bool { self != .reacted }

  /// What tells of a message again, after its event was lost: the state it is in decides.
  public static func replaying(isDeleted: Bool, isEdited: Bool) -> MessageEvent {
    isDeleted ? .deleted : isEdited ? .edited : .new
  }
}
