import CSodium
import Encoding

/// A key of XChaCha20-Poly1305: what it seals, only it opens, and only where it was sealed for.
///
/// A sealed text is the nonce (24 bytes), the encrypted text, and its tag (16 bytes). The nonce comes from the system's generator each time, so
/// no caller can use one twice: at 192 bits, random nonces of one key never meet. Usable from any thread. Printing it shows no key.
public struct SealingKey: Sendable, CustomStringConvertible, CustomReflectable {
  /// Bytes of a key.
  public static let length = 32
  /// Bytes by which a sealed text is longer than the text.
  public static let overhead = nonceLength + tagLength

  private static let nonceLength = 24
  private static let tagLength = 16

  /// The key itself, for what keeps or wraps it.
  public let bytes: [UInt8]

  /// - Precondition: `bytes` are 32, from a generator or a derivation for one purpose.
  public init(_ bytes: [UInt8]) {
    precondition(bytes.count == Self.length, "A sealing key has 32 bytes")
    Sodium.ready
    self.bytes = bytes
  }

  /// A new key from the system's generator.
  public static func random() -> SealingKey { SealingKey(SecureRandom.bytes(length)) }

  /// A key for one purpose, made of a secret with BLAKE2b (32 bytes). The purpose is the personalisation parameter of RFC 7693, at most 16
  /// bytes, filled up with zeros. The secret has to be as hard to guess as a key.
  public static func derived(from secret: [UInt8], for purpose: StaticString) -> SealingKey {
    Sodium.ready
    precondition(purpose.utf8CodeUnitCount <= 16, "A purpose has at most 16 bytes")
    var personal = Array(purpose.description.utf8)
    personal += [UInt8](repeating: 0, count: 16 - personal.count)
    var key = [UInt8](repeating: 0, count: length)
    crypto_generichash_blake2b_salt_personal(&key, length, secret, UInt64(secret.count), nil, 0, nil, personal)
    return SealingKey(key)
  }

  /// Names the key without telling it: the first eight bytes of its BLAKE2b (64 bytes, no key), as 16 lower-case hex digits.
  public var id: String {
    var digest = [UInt8](repeating: 0, count: 64)
    crypto_generichash(&digest, 64, bytes, UInt64(bytes.count), nil, 0)
    return Hex.encode(Array(digest.prefix(8)))
  }

  /// Seals a text for one place, which `context` describes. The context is not part of the result.
  public func seal(_ text: [UInt8], for context: [UInt8]) -> [UInt8] {
    let nonce = SecureRandom.bytes(Self.nonceLength)
    var sealed = [UInt8](repeating: 0, count: text.count + Self.tagLength)
    var length: UInt64 = 0
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      &sealed, &length, text, UInt64(text.count), context, UInt64(context.count), nil, nonce, bytes)
    return nonce + sealed
  }

  /// The text; nil if a byte is not as it was sealed, or if it was sealed with another key or for another place.
  public func open(_ sealed: [UInt8], for context: [UInt8]) -> [UInt8]? {
    guard sealed.count >= Self.overhead else { return nil }
    let nonce = Array(sealed.prefix(Self.nonceLength))
    let rest = Array(sealed.dropFirst(Self.nonceLength))
    // One byte more, so that an empty text has an address too.
    var text = [UInt8](repeating: 0, count: rest.count - Self.tagLength + 1)
    var length: UInt64 = 0
    let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      &text, &length, nil, rest, UInt64(rest.count), context, UInt64(context.count), nonce, bytes)
    guard status == 0 else { return nil }
    text.removeLast()
    return text
  }

  /// No key.
  public var description: String { "SealingKey" }

  /// No key.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
