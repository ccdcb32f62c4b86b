import Core

extension Limit {
  static let postMessage = Limit("post_message", .minute(60), .seconds(5, 20), meaning: "Posts per member")
  static let editMessage = Limit("edit_message", .minute(20), meaning: "Edits of messages per member")
  static let deleteMessage = Limit("delete_message", .minute(20), meaning: "Deletions of messages per member")
  static let react = Limit("react", .minute(20), meaning: "Reactions per member")
  static let sendDM = Limit("send_dm", .minute(20), meaning: "Messages in conversations per member")
  static let openConversation = Limit("open_conversation", .hour(20), meaning: "New conversations per member")
  static let roomState = Limit("room_state", .minute(12), meaning: "Rooms a member compares with their copy")
  static let createRoom = Limit("create_room", .hour(10), meaning: "Rooms a member makes")
  static let addMember = Limit("add_member", .hour(60), meaning: "People a member adds to rooms or invites")
  /// The first 2 KiB of each are free.
  static let postKilobytes = Limit("post_kilobytes", .minute(256), meaning: "KiB of rendered text, in posts and edits, per member")
}

extension Maximum {
  static let roomsPerMember = Maximum("rooms_per_member", 100, meaning: "Rooms made by one member that still exist")
  static let rooms = Maximum("rooms", 5_000, meaning: "Rooms of the whole community")
  static let joinedRooms = Maximum("joined_rooms", 200, meaning: "Rooms one member may belong to")
}

enum ChatSettings {
  static let archiveAfter = Setting(
    "NEOSPACE_ARCHIVE_AFTER", default: Duration?.none,
    meaning: "Age in days at which messages move to the archive; `off` keeps them in place", example: "365", .orOff(.days(1...36_500)))

  static let all: [any AnySetting] = [
    archiveAfter, Maximum.rooms, Maximum.roomsPerMember, Maximum.joinedRooms, Limit.postMessage, Limit.editMessage, Limit.deleteMessage,
    Limit.react, Limit.sendDM, Limit.openConversation, Limit.createRoom, Limit.roomState, Limit.addMember, Limit.postKilobytes,
  ]
}
