/// An `ETag` (RFC 9110 §8.8.3).
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
  /// What stands between the quotes.
  public let opaque: String
  /// Equal meaning, not equal bytes.
  public let isWeak: Bool

  /// - Precondition: `opaque` holds visible ASCII without quotes.
  public init(_ opaque: String, weak: Bool = false) {
    precondition(opaque.utf8.allSatisfy(Self.isTagByte), "not an entity tag")
    self.opaque = opaque
    isWeak = weak
  }

  /// The header's text, quotes included.
  public var description: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

  /// The same opaque text, weak or not.
  public func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }
  /// The same opaque text, neither weak.
  public func matchesStrongly(_ other: EntityTag) -> Bool { opaque == other.opaque && !isWeak && !other.isWeak }

  static func isTagByte(_ byte: UInt8) -> Bool { byte == 0x21 || (0x23...0x7E).contains(byte) }
}

/// The value of `If-Match` or `If-None-Match`.
public enum EntityTagCondition: Equatable, Sendable {
  case any
  case tags([EntityTag])

  /// Nil when the header is not a list of tags.
  public init?(_ header: String) {
    var reader = FieldReader(header)
    reader.skipSpaces()
    if reader.take("*") {
      reader.skipSpaces()
      guard reader.isAtEnd else { return nil }
      self = .any
      return
    }
    var tags: [EntityTag] = []
    while !reader.isAtEnd {
      let weak = reader.take("W")
      if weak, !reader.take("/") { return nil }
      guard let opaque = reader.quotedString(backslashEscapes: false), opaque.utf8.allSatisfy(EntityTag.isTagByte) else { return nil }
      tags.append(EntityTag(opaque, weak: weak))
      reader.skipSpaces()
      guard reader.take(",") || reader.isAtEnd else { return nil }
      reader.skipSpaces()
    }
    guard !tags.isEmpty else { return nil }
    self = .tags(tags)
  }

  /// As `If-None-Match` compares. `current` is nil when the thing does not exist.
  public func matchesWeakly(_ current: EntityTag?) -> Bool {
    guard let current else { return false }
    return switch self {
    case .any: true
    case .tags(let tags): tags.contains { $0.matchesWeakly(current) }
    }
  }

  /// As `If-Match` compares.
  public func matchesStrongly(_ current: EntityTag?) -> Bool {
    guard let current else { return false }
    return switch self {
    case .any: true
    case .tags(let tags): tags.contains { $0.matchesStrongly(current) }
    }
  }
}
