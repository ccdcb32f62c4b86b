import Core

/// What nodes send each other over the bus.
///
/// Every message may safely arrive twice or late. Events of a place have a sequence and are dropped if it has been delivered. Messages to the
/// nodes make them look into the database. The others are repeated regularly and expire.
enum NodeMessage: Equatable, Sendable {
  case event(Event)
  /// A member is typing; `data` is what clients get.
  case typing(room: RoomID, user: UserID, data: [UInt8])
  /// Who is in which room, on the node that sends this.
  case presence(PresenceWord, node: String)
  /// How many messages of each member were allowed since the last report.
  case spent([MemberMessages.Count])

  /// Which sockets has the member with you?
  case socketsAsked(UserID, number: Int64)
  /// The answer of a node.
  case socketsTold([SocketFacts], number: Int64, node: String)

  static let channel = "live.4"

  /// Bytes for nodes of the same version: the channel's name says which. The first byte is the kind of message.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .event(let event):
      writer.put(byte: 1)
      writer.put(event.type)
      switch event.audience {
      case .place(let place): writer.put(byte: 1); writer.put(place)
      case .user(let user): writer.put(byte: 2); writer.put(user.rawValue)
      case .nodes: writer.put(byte: 3)
      case .watchers(let kind): writer.put(byte: 4); writer.put(Int64(bitPattern: kind.rawValue))
      }
      writer.put(event.sequence ?? -1)
      writer.put(event.data)
      writer.put(Int64(event.hiddenFrom.count))
      for user in event.hiddenFrom { writer.put(user.rawValue) }
      writer.put(Int64(event.shownTo?.count ?? -1))
      for user in event.shownTo ?? [] { writer.put(user.rawValue) }
    case .typing(let room, let user, let data):
      writer.put(byte: 2)
      writer.put(room.rawValue)
      writer.put(user.rawValue)
      writer.put(data)
    case .presence(let word, let node):
      writer.put(byte: 3)
      writer.put(node)
      word.write(to: &writer)
    case .spent(let counts):
      writer.put(byte: 4)
      writer.put(Int64(counts.count))
      for count in counts {
        writer.put(count.user.rawValue)
        writer.put(Int64(count.messages))
      }
    case .socketsAsked(let user, let number):
      writer.put(byte: 5)
      writer.put(user.rawValue)
      writer.put(number)
    case .socketsTold(let sockets, let number, let node):
      writer.put(byte: 6)
      writer.put(number)
      writer.put(node)
      writer.put(Int64(sockets.count))
      for socket in sockets { writer.put(socket) }
    }
    return writer.bytes
  }

  /// Nil for bytes that are not a message of this version, or hold a number out of bounds. The origin of an event does not travel: its
  /// socket is on the node that sent it.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    switch reader.byte() {
    case 1:
      guard let type = reader.name(upTo: 64), let audience = Self.audience(&reader),
        let sequence = reader.integer(in: -1...PlaceSequence.last), sequence != 0, let data = reader.bytes(),
        let hiddenFrom = Self.users(&reader), let shownTo = Self.onlyUsers(&reader)
      else { return nil }
      self = .event(
        Event(
          type: type, audience: audience, sequence: sequence < 0 ? nil : sequence, data: data, hiddenFrom: hiddenFrom,
          shownTo: shownTo))
    case 2:
      guard let room = reader.id(of: RoomEntity.self), let user = reader.id(of: UserEntity.self), let data = reader.bytes() else {
        return nil
      }
      self = .typing(room: room, user: user, data: data)
    case 3:
      guard let node = reader.name(upTo: 255), let word = PresenceWord(&reader) else { return nil }
      self = .presence(word, node: node)
    case 4:
      guard let counts = Self.counts(&reader) else { return nil }
      self = .spent(counts)
    case 5:
      guard let user = reader.id(of: UserEntity.self), let number = reader.integer(in: 1...Int64.max) else { return nil }
      self = .socketsAsked(user, number: number)
    case 6:
      guard let number = reader.integer(in: 1...Int64.max), let node = reader.name(upTo: 255), let sockets = Self.sockets(&reader, of: node)
      else { return nil }
      self = .socketsTold(sockets, number: number, node: node)
    default: return nil
    }
    guard reader.isAtEnd else { return nil }
  }

  private static func audience(_ reader: inout ByteReader) -> Event.Audience? {
    switch reader.byte() {
    case 1: reader.place().map { .place($0) }
    case 2: reader.id().map { .user($0) }
    case 3: .nodes
    case 4: reader.integer().flatMap { PlaceKind(rawValue: UInt64(bitPattern: $0)) }.map { .watchers($0) }
    default: nil
    }
  }

  /// -1 stands for everybody.
  private static func onlyUsers(_ reader: inout ByteReader) -> [UserID]?? {
    guard let number = reader.integer(), number >= -1 else { return nil }
    guard number >= 0 else { return .some(nil) }
    // Spelled out: a list that cannot be read must not become one that is not there.
    guard let users = users(number, &reader) else { return nil }
    return .some(users)
  }

  private static func users(_ reader: inout ByteReader) -> [UserID]? {
    guard let number = reader.integer(), number >= 0 else { return nil }
    return users(number, &reader)
  }

  private static func users(_ number: Int64, _ reader: inout ByteReader) -> [UserID]? {
    var users: [UserID] = []
    while users.count < number {
      guard let user = reader.id(of: UserEntity.self) else { return nil }
      users.append(user)
    }
    return users
  }

  private static func sockets(_ reader: inout ByteReader, of node: String) -> [SocketFacts]? {
    guard let number = reader.integer(), number >= 0 else { return nil }
    var sockets: [SocketFacts] = []
    while sockets.count < number {
      guard let socket = reader.socket(of: node) else { return nil }
      sockets.append(socket)
    }
    return sockets
  }

  private static func counts(_ reader: inout ByteReader) -> [MemberMessages.Count]? {
    guard let number = reader.integer(), number >= 0 else { return nil }
    var counts: [MemberMessages.Count] = []
    while counts.count < number {
      guard let user = reader.id(of: UserEntity.self), let messages = reader.integer(in: 1...1_000_000) else { return nil }
      counts.append(MemberMessages.Count(user: user, messages: Int(messages)))
    }
    return counts
  }
}

/// The sequences a place can have. Above 2^53, JavaScript cannot tell a number from the next one; no place gets that far.
enum PlaceSequence {
  static let last: Int64 = 1 << 53
}
