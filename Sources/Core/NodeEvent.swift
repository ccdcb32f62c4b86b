/// What nodes tell each other, beside what clients see.
///
/// Services add these to the outbox as `Event(node: …)`; `Live` reads them on every node.
public enum NodeEvent: Equatable, Sendable {
  /// The session's sockets close with 4401 and its cached state is dropped, within a second.
  case sessionRevoked(SessionID, reason: String)
  /// All sockets of the member close with 4401, save those of one session: "sign out everywhere else", a new password.
  case sessionsRevoked(UserID, except: SessionID?, reason: String)
  /// All sockets of the member close with 4403.
  case banned(UserID)
  /// Role, permissions, name, picture or a preference that others notice changed: what is cached of the member is dropped.
  case memberChanged(UserID)
  /// Membership ended: the member's sockets stop viewing the room at once and presence ends.
  case membershipEnded(RoomID, UserID)
  /// Others do not see any more that the member looks at the room, at once.
  case presenceEnded(RoomID, UserID)
  /// The member's list of rooms or invitations changed: their sockets get it, except those that view the room it is about.
  case roomsChanged(UserID, except: RoomID?)
  /// A conversation changed: its members' sockets get it as each of them sees it.
  case conversationChanged(RoomID)
  /// The room was removed: its viewers and members are told, and every view of it ends.
  case roomRemoved(RoomID, name: String)
  /// Who may watch the place may have changed: all its viewers are compared with the database at once.
  case placeChanged(PlaceID)
  /// So much of the place has changed at once that its viewers are told to start over.
  case placeReset(PlaceID)
  /// What the member may see of these places, all of one kind, has changed: their views of them start over.
  case viewsReset(UserID, [PlaceID])
  /// The settings of the site changed: each node reads them and acts on what is new.
  case siteChanged

  /// The name under which it travels.
  public var type: String {
    switch self {
    case .sessionRevoked: "session_revoked"
    case .sessionsRevoked: "sessions_revoked"
    case .banned: "user_banned"
    case .memberChanged: "member_changed"
    case .membershipEnded: "membership_ended"
    case .presenceEnded: "presence_ended"
    case .roomsChanged: "rooms_changed"
    case .conversationChanged: "conversation_changed"
    case .roomRemoved: "room_removed"
    case .placeChanged: "place_changed"
    case .placeReset: "place_reset"
    case .viewsReset: "views_reset"
    case .siteChanged: "site_changed"
    }
  }
}

extension Event {
  /// An event for the nodes themselves.
  public init(node event: NodeEvent) {
    self.init(type: event.type, audience: .nodes, data: event.encoded)
  }

  /// What this event tells the nodes; nil when it is for clients or of a newer version.
  public var nodeEvent: NodeEvent? {
    guard audience == .nodes else { return nil }
    return NodeEvent(type: type, encoded: data)
  }
}

extension NodeEvent {
  /// Tab-separated values. Ids have no tabs, reasons come last.
  var encoded: [UInt8] {
    let values: [String] =
      switch self {
      case .sessionRevoked(let session, let reason): [session.rawValue, reason]
      case .sessionsRevoked(let user, let session, let reason): ["\(user)", session?.rawValue ?? "", reason]
      case .banned(let user), .memberChanged(let user): ["\(user)"]
      case .membershipEnded(let room, let user), .presenceEnded(let room, let user): ["\(room)", "\(user)"]
      case .roomsChanged(let user, let room): ["\(user)", room.map { "\($0)" } ?? ""]
      case .conversationChanged(let room): ["\(room)"]
      case .roomRemoved(let room, let name): ["\(room)", name]
      case .placeChanged(let place), .placeReset(let place): ["\(place.kind)", "\(place.number)"]
      case .viewsReset(let user, let places): ["\(user)", places.first.map { "\($0.kind)" } ?? ""] + places.map { "\($0.number)" }
      case .siteChanged: []
      }
    return Array(values.joined(separator: "\t").utf8)
  }

  init?(type: String, encoded: [UInt8]) {
    let values = String(decoding: encoded, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
    switch (type, values.count) {
    case ("session_revoked", 2):
      self = .sessionRevoked(SessionID(String(values[0])), reason: String(values[1]))
    case ("sessions_revoked", 3):
      guard let user = UserID(text: values[0]) else { return nil }
      self = .sessionsRevoked(user, except: values[1].isEmpty ? nil : SessionID(String(values[1])), reason: String(values[2]))
    case ("user_banned", 1):
      guard let user = UserID(text: values[0]) else { return nil }
      self = .banned(user)
    case ("member_changed", 1):
      guard let user = UserID(text: values[0]) else { return nil }
      self = .memberChanged(user)
    case ("membership_ended", 2):
      guard let room = RoomID(text: values[0]), let user = UserID(text: values[1]) else { return nil }
      self = .membershipEnded(room, user)
    case ("presence_ended", 2):
      guard let room = RoomID(text: values[0]), let user = UserID(text: values[1]) else { return nil }
      self = .presenceEnded(room, user)
    case ("rooms_changed", 2):
      guard let user = UserID(text: values[0]) else { return nil }
      self = .roomsChanged(user, except: RoomID(text: values[1]))
    case ("conversation_changed", 1):
      guard let room = RoomID(text: values[0]) else { return nil }
      self = .conversationChanged(room)
    case ("room_removed", 2):
      guard let room = RoomID(text: values[0]) else { return nil }
      self = .roomRemoved(room, name: String(values[1]))
    case ("place_changed", 2):
      guard let kind = PlaceKind(name: values[0].utf8), let number = Int64(values[1]) else { return nil }
      self = .placeChanged(PlaceID(kind, number))
    case ("place_reset", 2):
      guard let kind = PlaceKind(name: values[0].utf8), let number = Int64(values[1]) else { return nil }
      self = .placeReset(PlaceID(kind, number))
    case ("views_reset", 3...):
      let numbers = values[2...].compactMap { Int64($0) }
      guard let user = UserID(text: values[0]), let kind = PlaceKind(name: values[1].utf8), numbers.count == values.count - 2 else {
        return nil
      }
      self = .viewsReset(user, numbers.map { PlaceID(kind, $0) })
    case ("site_changed", _): self = .siteChanged
    default: return nil
    }
  }
}
