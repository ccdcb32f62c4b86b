import Core

/// A room's name, its address everywhere: 2..32 of `[a-z0-9_-]`. A conversation is addressed as `dm:<id>`.
public struct RoomName: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let rawValue: String

  /// A name somebody chose for a new room: lower-cased, spaces made `-`. Nil when it cannot be one.
  public init?(chosen text: String) {
    let space = UInt8(ascii: " ")
    let trimmed = text.utf8.drop { $0 == space }.reversed().drop { $0 == space }.reversed()
    self.init(
      String(
        decoding: trimmed.map { $0 == space ? UInt8(ascii: "-") : (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
        as: UTF8.self))
  }

  /// A name as paths and messages carry it. Nil for what no room can be called.
  public init?(_ text: String) {
    let bytes = text.utf8
    guard (2...32).contains(bytes.count), bytes.allSatisfy(Self.allows) else { return nil }
    rawValue = text
  }

  /// The address of a conversation.
  public init(direct room: RoomID) { rawValue = Self.directPrefix + room.description }

  /// A room's name or a conversation's address. Nil for what is neither.
  public static func place(_ text: String) -> RoomName? {
    guard text.utf8.starts(with: directPrefix.utf8) else { return RoomName(text) }
    guard text.utf8.count <= 32, let room = RoomID(text: text.dropFirst(directPrefix.count)) else { return nil }
    return RoomName(direct: room)
  }

  /// The room, if this is the address of a conversation.
  public var direct: RoomID? {
    guard rawValue.utf8.starts(with: Self.directPrefix.utf8) else { return nil }
    return RoomID(text: rawValue.dropFirst(Self.directPrefix.count))
  }

  private static let directPrefix = "dm:"

  public static let general = RoomName("general")!

  public var description: String { rawValue }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  static func allows(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
