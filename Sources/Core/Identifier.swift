/// A database key that cannot be mistaken for another table's: `UserID` and `RoomID` are different types.
///
/// Always positive; 64 bits, as SQLite and PostgreSQL assign them.
public struct Identifier<Entity>: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let rawValue: Int64

  public init(_ rawValue: Int64) { self.rawValue = rawValue }

  /// Reads an id from a path or form. Nil if the text is not an id: `abc`, `0`, `-1`, `+1`, `007`, or beyond 64 bits.
  public init?(text: some StringProtocol) {
    guard let first = text.utf8.first, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first), let value = Int64(text) else { return nil }
    rawValue = value
  }

  public var description: String { String(rawValue) }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

public enum UserEntity: Sendable {}
public enum RoomEntity: Sendable {}
public enum MessageEntity: Sendable {}

public typealias UserID = Identifier<UserEntity>
extension UserID {
  /// Where the member's picture is. The address never changes; what it shows does.
  public var avatarPath: String { Link("avatars", description).text }

  /// The same in 256 pixels instead of 128.
  public var largeAvatarPath: String { Link("avatars", description, query: ["size": "256"]).text }
}

public typealias RoomID = Identifier<RoomEntity>
public typealias MessageID = Identifier<MessageEntity>

/// A session's public name, the `jti` of its token: 128 random bits as 32 lower-case hex digits. Knowing it grants nothing.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  public init(_ rawValue: String) { self.rawValue = rawValue }
  public var description: String { rawValue }
}
