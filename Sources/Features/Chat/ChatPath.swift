import Core

/// Addresses of this feature's pages and forms: the one place they are spelled.
public enum ChatPath {
  public static let rooms = "/rooms"

  /// The room's page; posting here posts a message.
  public static func room(_ name: RoomName) -> String { "/rooms/\(name)" }

  /// The page of messages older than `message`, for paging without a script.
  public static func older(than message: MessageID, in room: RoomName) -> String { "/rooms/\(room)?before=\(message)" }

  /// One message with its forms (edit, delete, react, reply) for those without a script; posting here edits it.
  public static func message(_ id: MessageID, in room: RoomName) -> String { "/rooms/\(room)/messages/\(id)" }

  /// The message where it stands in its room's page.
  public static func message(_ id: MessageID, on room: RoomName) -> String { "/rooms/\(room)#\(anchor(id))" }

  public static func delete(_ id: MessageID, in room: RoomName) -> String { "/rooms/\(room)/messages/\(id)/delete" }

  public static func reactions(_ id: MessageID, in room: RoomName) -> String { "/rooms/\(room)/messages/\(id)/reactions" }

  /// Posting here ends the membership.
  public static func leave(_ room: RoomName) -> String { "/rooms/\(room)/leave" }

  /// Posting `id` here moves the read marker.
  public static func read(_ room: RoomName) -> String { "/rooms/\(room)/read" }

  /// Posting `username` here lets somebody into a private room.
  public static func members(_ room: RoomName) -> String { "/rooms/\(room)/members" }

  /// Posting `username` here shows somebody out of a private room.
  public static func removeMember(_ room: RoomName) -> String { "/rooms/\(room)/members/remove" }

  /// The element that shows a message, for links within the page.
  public static func anchor(_ id: MessageID) -> String { "message-\(id)" }
}
