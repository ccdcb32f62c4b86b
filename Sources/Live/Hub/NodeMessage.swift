import Core

/// What nodes send each other over the bus.
enum NodeMessage: Equatable, Sendable {
  case event(Event)
  /// Somebody types; `data` is what clients get.
  case typing(room: RoomID, user: UserID, data: [UInt8])
  /// Who is where, on the node that says so.
  case presence(PresenceWord, node: String)

  static let channel = "neospace.live.1"

  /// Bytes of our own making, read by nodes of the same version; a version byte comes first.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .event(let event):
      writer.put(byte: 1)
      writer.put(event.type)
      switch event.audience {
      case .room(let room): writer.put(byte: 1); writer.put(room.rawValue)
      case .user(let user): writer.put(byte: 2); writer.put(user.rawValue)
      case .nodes: writer.put(byte: 3)
      }
      writer.put(event.sequence ?? -1)
      writer.put(event.data)
    case .typing(let room, let user, let data):
      writer.put(byte: 2)
      writer.put(room.rawValue)
      writer.put(user.rawValue)
      writer.put(data)
    case .presence(let word, let node):
      writer.put(byte: 3)
      writer.put(node)
      word.write(to: &writer)
    }
    return writer.bytes
  }

  /// Nil for what is no message of this version. The origin of an event does not travel: its socket is on the node that sent it.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    switch reader.byte() {
    case 1:
      guard let type = reader.text(), let audience = Self.audience(&reader), let sequence = reader.integer(), let data = reader.bytes()
      else { return nil }
      self = .event(Event(type: type, audience: audience, sequence: sequence < 0 ? nil : sequence, data: data))
    case 2:
      guard let room = reader.integer(), let user = reader.integer(), let data = reader.bytes() else { return nil }
      self = .typing(room: RoomID(room), user: UserID(user), data: data)
    case 3:
      guard let node = reader.text(), let word = PresenceWord(&reader) else { return nil }
      self = .presence(word, node: node)
    default: return nil
    }
    guard reader.isAtEnd else { return nil }
  }

  private static func audience(_ reader: inout ByteReader) -> Event.Audience? {
    switch reader.byte() {
    case 1: reader.integer().map { .room(RoomID($0)) }
    case 2: reader.integer().map { .user(UserID($0)) }
    case 3: .nodes
    default: nil
    }
  }
}
