import Core
import Crypto
import Encoding

/// The secret of a link: 32 random bytes. Only its digest is stored.
struct LinkToken: Sendable {
  let text: String

  init(_ random: RandomSource) { text = Base64URL.encode(random.bytes(32)) }

  var digest: String { Self.digest(of: text) }

  static func digest(of text: String) -> String { Hex.encode(SHA256.digest(of: text.utf8)) }
}
