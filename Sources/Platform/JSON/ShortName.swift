/// A name that a stranger chose: of a JSON member, a field of a form, a query parameter, a kind of message.
///
/// Compared, hashed and ordered as bytes, and never longer than 64 of them. A `String` must not be a key here: Swift compares strings by
/// canonical equivalence, which takes quadratic time in runs of combining marks. One request of 255 KB could stop a thread for 40 s.
///
/// A longer name is not kept. It reads as `tooLong`, which equals none of the names anybody asks for.
public struct ShortName: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// Longest name, in bytes of UTF-8.
  public static let maximumBytes = 64

  /// Stands for every name that is too long. It is longer than any real name, so it equals none.
  public static let tooLong = ShortName(kept: "(a name longer than 64 bytes, of which nothing is kept or compared)")

  /// The name.
  public let description: String

  private init(kept text: String) { description = text }

  /// The name, or `tooLong`.
  public init(_ text: String) {
    self = text.utf8.count <= Self.maximumBytes ? ShortName(kept: text) : .tooLong
  }

  /// The name of these bytes of UTF-8, or `tooLong`.
  public init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    self = bytes.count <= Self.maximumBytes ? ShortName(kept: String(decoding: bytes, as: UTF8.self)) : .tooLong
  }

  /// A name of ours.
  public init(stringLiteral text: String) { self.init(text) }

  /// Whether it stands for a name that is not kept.
  public var isTooLong: Bool { description.utf8.count > Self.maximumBytes }

  /// The same bytes.
  public static func == (left: Self, right: Self) -> Bool { left.description.utf8.elementsEqual(right.description.utf8) }

  /// By its bytes.
  public func hash(into hasher: inout Hasher) {
    var text = description
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// In order of bytes.
  public static func < (left: Self, right: Self) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}
