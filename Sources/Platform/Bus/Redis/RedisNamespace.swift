import Crypto
import Encoding

/// Separates one installation from others on the same Redis server: a prefix for every channel and key, and the secret with which its nodes
/// authenticate each other's messages.
public struct RedisNamespace: Sendable {
  private let prefix: String
  let authenticator: KeyedHash

  /// - Parameters:
  ///   - id: the same on all nodes of an installation and on no others; ASCII letters, digits and hyphens.
  /// - key: 16 to 64 bytes that only the nodes know.
  public init(id: String, key: [UInt8]) {
    precondition(!id.isEmpty && id.utf8.allSatisfy(Self.isPlain), "A namespace has a plain name")
    prefix = "neospace:\(id):"
    authenticator = KeyedHash(key: key)
  }

  /// The name with the prefix, for a channel or key.
  public func name(_ name: String) -> String { prefix + name }

  /// The key for a value about a subject, such as an address. It ends in 32 hexadecimal digits. They do not reveal the subject and cannot
  /// be computed without the secret.
  public func key(_ name: String, of subject: String) -> String {
    prefix + name + ":" + Hex.encode(authenticator.code(of: Array((name + "\0" + subject).utf8)))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
