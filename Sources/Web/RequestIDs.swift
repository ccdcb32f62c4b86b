import Core
import Crypto
import Encoding
import Synchronization

/// Gives every request an id that joins its answer, its log lines and a member's report.
final class RequestIDs: Sendable {
  private let prefix: String
  private let count = Atomic<UInt64>(0)

  /// The prefix differs for each start of the server; the rest is a counter.
  init(random: RandomSource) {
    prefix = Hex.encode(random.bytes(8))
  }

  /// The client's own id if it is valid, otherwise a new one.
  func keep(_ given: String?) -> String {
    if let given, Self.isValid(given) { return given }
    return "\(prefix)-\(String(count.add(1, ordering: .relaxed).newValue, radix: 16))"
  }

  /// 1 to 64 of `[A-Za-z0-9._-]`.
  static func isValid(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
