import Core
import Encoding

/// Where a page of results ended. It stays good when results come and go, and tells nothing but where a shown result stands.
enum SearchCursor: Hashable, Sendable {
  case thing(SubjectNumber)
  /// A username in lower case.
  case person(String)
  /// A message of a conversation: the last one that was opened, found or not.
  case opened(MessageID)

  /// What a cursor leads on in.
  enum Kind { case things, people, conversation }

  var kind: Kind {
    switch self {
    case .thing: .things
    case .person: .people
    case .opened: .conversation
    }
  }

  var text: String {
    switch self {
    case .thing(let number): Base64URL.encode([0] + Self.bytes(of: number.rawValue))
    case .person(let username): Base64URL.encode([1] + Array(username.utf8))
    case .opened(let message): Base64URL.encode([2] + Self.bytes(of: message.rawValue))
    }
  }

  init?(text: String) {
    guard let bytes = Base64URL.decode(text), let kind = bytes.first else { return nil }
    let rest = bytes.dropFirst()
    switch kind {
    case 0:
      guard let number = Self.number(rest) else { return nil }
      self = .thing(SubjectNumber(rawValue: number))
    case 1:
      guard (1...32).contains(rest.count), rest.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        return nil
      }
      self = .person(String(decoding: rest, as: UTF8.self))
    case 2:
      guard let number = Self.number(rest), number > 0 else { return nil }
      self = .opened(MessageID(number))
    default: return nil
    }
  }

  private static func bytes(of number: Int64) -> [UInt8] { (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
    bytes.count == 8 ? Int64(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) : nil
  }
}
