import Core
import Crypto
import Encoding

/// The secret of the link that stops a member's digest. It stays good and nothing is stored for it: it is a code of the member's id, made with a
/// key that is derived for this purpose alone.
struct DigestToken: Sendable {
  /// Bytes of the longest token: an id of 19 digits, a dot and 22 characters.
  private static let longest = 42

  private let hash: KeyedHash

  init(secret: [UInt8]) { hash = KeyedHash(key: HMACSHA256(key: secret).code(of: Array("neospace digest 1".utf8))) }

  func text(of user: UserID) -> String { "\(user).\(Base64URL.encode(hash.code(of: Self.message(user))))" }

  /// Whose token it is; nil if it is not valid.
  func user(of text: String) -> UserID? {
    guard text.utf8.count <= Self.longest else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 2, let user = UserID(text: Substring(parts[0])), let code = Base64URL.decode(Array(parts[1])[...]),
      hash.isCode(code, of: Self.message(user))
    else { return nil }
    return user
  }

  private static func message(_ user: UserID) -> [UInt8] { Array(user.description.utf8) }
}
