/// A kind of place: `me`, `wall`, `script`. Rooms are a kind too.
///
/// The name is 1 to 8 lower-case ASCII letters. It is kept as one integer, so that a place is a cheap dictionary key.
public struct PlaceKind: Hashable, Sendable, CustomStringConvertible {
  public static let longestName = 8

  /// The letters, the first in the lowest byte.
  public let rawValue: UInt64

  /// A kind that a feature declares. A name that is not allowed is a programming error.
  public init(_ name: StaticString) {
    guard let kind = PlaceKind(name: name.withUTF8Buffer { Array($0) }) else { preconditionFailure("Not the name of a kind: \(name)") }
    self = kind
  }

  /// Nil if the bytes are not an allowed name.
  public init?(name: some Collection<UInt8>) {
    guard (1...Self.longestName).contains(name.count) else { return nil }
    var value: UInt64 = 0
    for (position, letter) in name.enumerated() {
      guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else { return nil }
      value |= UInt64(letter) << (8 * UInt64(position))
    }
    rawValue = value
  }

  /// Nil if the number is not one that another node's `rawValue` can be.
  public init?(rawValue: UInt64) {
    let letters = (0..<8).map { UInt8(truncatingIfNeeded: rawValue >> (8 * UInt64($0))) }
    let name = letters.prefix { $0 != 0 }
    guard letters.dropFirst(name.count).allSatisfy({ $0 == 0 }) else { return nil }
    self.init(name: name)
  }

  public var description: String {
    let letters = (0..<8).map { UInt8(truncatingIfNeeded: rawValue >> (8 * UInt64($0))) }.prefix { $0 != 0 }
    return String(decoding: letters, as: UTF8.self)
  }
}

/// One place: anything whose changes clients can follow live. It has a sequence of its own, a history, and viewers.
public struct PlaceID: Hashable, Sendable {
  public let kind: PlaceKind
  /// The id of what the place shows: the user of `me`, the room of a room. Always positive; 1 for a kind with a single place.
  public let number: Int64

  public init(_ kind: PlaceKind, _ number: Int64) {
    self.kind = kind
    self.number = number
  }
}

extension PlaceID: CustomStringConvertible {
  /// As logs name it: `room 7`.
  public var description: String { "\(kind) \(number)" }
}

extension PlaceKind {
  public static let room = PlaceKind("room")
  public static let me = PlaceKind("me")
}

extension PlaceID {
  public static func room(_ room: RoomID) -> PlaceID { PlaceID(.room, room.rawValue) }
  /// A member's own desk.
  public static func me(_ user: UserID) -> PlaceID { PlaceID(.me, user.rawValue) }
}

/// A place with the name that clients know it by, such as `wall:mira`; a room's is the room's name.
public struct Place: Hashable, Sendable {
  public let id: PlaceID
  public let name: String

  public init(_ id: PlaceID, named name: String) {
    self.id = id
    self.name = name
  }
}
