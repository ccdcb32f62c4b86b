import Core
import Encoding

/// Where a page of results ended. It stays good when results come and go, and tells nothing but where a shown result stands.
enum SearchCursor: Hashable, Sendable {
  case thing(SubjectNumber)
  /// A username in lower case.
  case person(String)

  var isOfPeople: Bool { if case .person = self { true } else { false } }

  var text: String {
    switch self {
    case .thing(let number):
      Base64URL.encode(
        [0] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: number.rawValue >> (8 * $0)) })
    case .person(let username): Base64URL.encode([1] + Array(username.utf8))
    }
  }

  init?(text: String) {
    guard let bytes = Base64URL.decode(text), let kind = bytes.first else { return nil }
    let rest = bytes.dropFirst()
    switch kind {
    case 0:
      guard rest.count == 8 else { return nil }
      self = .thing(
        SubjectNumber(rawValue: Int64(bitPattern: rest.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })))
    case 1:
      guard (1...32).contains(rest.count), rest.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        return nil
      }
      self = .person(String(decoding: rest, as: UTF8.self))
    default: return nil
    }
  }
}
