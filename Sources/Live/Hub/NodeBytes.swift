import Core

/// Little-endian integers and length-prefixed bytes.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func put(byte: UInt8) { bytes.append(byte) }
  mutating func put(_ value: Int64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
  }
  mutating func put(_ data: [UInt8]) {
    put(Int64(data.count))
    bytes += data
  }
  mutating func put(_ place: PlaceID) {
    put(Int64(bitPattern: place.kind.rawValue))
    put(place.number)
  }
  mutating func put(_ socket: SocketFacts) {
    put(socket.id)
    for number in [socket.since.microseconds, Int64(socket.received), Int64(socket.sent), Int64(socket.waitingBytes)] { put(number) }
    put(Int64(socket.rooms.count))
    for room in socket.rooms { put(room) }
  }
  mutating func put(_ text: String) { put(Array(text.utf8)) }
}

struct ByteReader {
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
  /// An id: always positive.
  mutating func id<Entity>(of: Entity.Type = Entity.self) -> Identifier<Entity>? {
    guard let value = integer(), value > 0 else { return nil }
    return Identifier(value)
  }
  mutating func place() -> PlaceID? {
    guard let kind = integer().flatMap({ PlaceKind(rawValue: UInt64(bitPattern: $0)) }), let number = integer(in: 1...Int64.max) else {
      return nil
    }
    return PlaceID(kind, number)
  }
  mutating func integer(in range: ClosedRange<Int64>) -> Int64? { integer().flatMap { range.contains($0) ? $0 : nil } }
  mutating func bytes() -> [UInt8]? {
    guard let count = integer(), count >= 0, count <= Int64(rest.count) else { return nil }
    defer { rest.removeFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }
  mutating func socket(of node: String) -> SocketFacts? {
    let counts = 0...Int64(1) << 53
    guard let id = name(upTo: 300), let since = integer(in: counts), let received = integer(in: counts), let sent = integer(in: counts),
      let waiting = integer(in: counts), let number = integer(in: 0...10_000)
    else { return nil }
    var rooms: [String] = []
    while rooms.count < number {
      guard let room = name(upTo: 64) else { return nil }
      rooms.append(room)
    }
    return SocketFacts(
      id: id, node: node, since: Timestamp(microseconds: since), received: Int(received), sent: Int(sent), waitingBytes: Int(waiting),
      rooms: rooms)
  }
  /// Printable ASCII, no longer than that.
  mutating func name(upTo most: Int) -> String? {
    guard let bytes = bytes(), (1...most).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
