import Core
import Crypto

/// A name as it was tried at sign-in, whatever its case. A digest, because people type passwords into this field too.
///
/// Counted by the name that was typed, not by the account behind it: a name nobody has slows down exactly like one somebody has,
/// and an address does not give away which username it belongs to.
struct LoginDigest: Hashable, Sendable {
  let rawValue: String

  init(of login: String) { rawValue = Hex.encode(SHA256.digest(of: login.lowercased().utf8)) }
}
