import Core

/// What nodes send each other over the bus.
enum NodeMessage: Equatable, Sendable {
  case event(Event)
  /// Somebody types; `data` is what clients get.
  case typing(room: RoomID, user: UserID, data: [UInt8])

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

/// Little-endian integers and length-prefixed bytes.
private struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func put(byte: UInt8) { bytes.append(byte) }
  mutating func put(_ value: Int64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
  }
  mutating func put(_ data: [UInt8]) {
    put(Int64(data.count))
    bytes += data
  }
  mutating func put(_ text: String) { put(Array(text.utf8)) }
}

private struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8? { rest.popFirst() }
  mutating func integer() -> Int64? {
    guard rest.count >= 8 else { return nil }
    let value = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest.removeFirst(8)
    return Int64(bitPattern: value)
  }
  mutating func bytes() -> [UInt8]? {
    guard let count = integer(), count >= 0, count <= Int64(rest.count) else { return nil }
    defer { rest.removeFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }
  mutating func text() -> String? { bytes().flatMap { String(validating: $0, as: UTF8.self) } }
}
