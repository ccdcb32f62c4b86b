/// Why a JSON text was refused, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of refusal.
  public enum Reason: Hashable, Sendable {
    /// Nothing but white space.
    case empty
    /// The text ends inside a value.
    case unexpectedEnd
    /// A byte that cannot stand here.
    case unexpectedByte(UInt8)
    /// The text is not UTF-8 (surrogates and overlong forms included).
    case invalidUTF8
    /// `\uD800`-like escape without its partner.
    case loneSurrogate
    /// A backslash followed by something JSON does not know.
    case invalidEscape
    /// A raw C0 control character inside a string.
    case controlCharacter(UInt8)
    /// `01`, `1.`, `.5`, `+1`, `1e` and the like.
    case invalidNumber
    /// A number beyond what a `Double` holds.
    case numberOutOfRange
    /// A member name that its object already has.
    case duplicateKey
    /// More than `JSONValue.maximumMembers` members in one object.
    case tooManyMembers
    /// More than `JSONReader.maximumDepth` containers inside one another.
    case tooDeep
    /// Something follows the value.
    case trailingBytes
    /// Well-formed so far, but of another type than the one asked for.
    case typeMismatch(expected: JSONKind, found: JSONKind)
    /// An integer beyond 64 bits where a 64-bit one was asked for.
    case integerOutOfRange
  }

  /// What is wrong.
  public let reason: Reason

  /// Offset of the offending byte from the start of the text.
  public let offset: Int

  /// Creates an error.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// True when the text is not JSON at all; false when it is JSON of another shape than asked for.
  public var isMalformed: Bool {
    switch reason {
    case .typeMismatch, .integerOutOfRange: false
    default: true
    }
  }

  /// One line for people, without any of the text.
  public var description: String {
    let what =
      switch reason {
      case .empty: "empty"
      case .unexpectedEnd: "ends too early"
      case .unexpectedByte: "unexpected character"
      case .invalidUTF8: "not UTF-8"
      case .loneSurrogate: "lone surrogate"
      case .invalidEscape: "unknown escape"
      case .controlCharacter: "raw control character"
      case .invalidNumber: "malformed number"
      case .numberOutOfRange: "number out of range"
      case .duplicateKey: "duplicate member name"
      case .tooManyMembers: "an object with more than \(JSONValue.maximumMembers) members"
      case .tooDeep: "nested too deeply"
      case .trailingBytes: "more than one value"
      case .typeMismatch(let expected, let found): "expected \(expected.rawValue), found \(found.rawValue)"
      case .integerOutOfRange: "integer beyond 64 bits"
      }
    return "\(what) at byte \(offset)"
  }
}

/// The kinds of JSON value.
public enum JSONKind: String, Hashable, Sendable {
  case null, boolean, number, string, array, object
}
