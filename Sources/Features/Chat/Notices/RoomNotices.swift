/// What a member is told of a room. The server tells of mentions in a room unless it is muted; a browser may tell of every message.
enum RoomNotices: String, CaseIterable, Sendable {
  case all, mentions, nothing

  var label: String {
    switch self {
    case .all: "All"
    case .mentions: "Mentions"
    case .nothing: "Nothing"
    }
  }
}
