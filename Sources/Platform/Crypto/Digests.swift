import CSodium

/// SHA-256, in one go or piece by piece. A value type; a copy continues on its own.
public struct SHA256: Sendable {
  private var state = crypto_hash_sha256_state()

  /// Starts a digest.
  public init() {
    Sodium.ready
    crypto_hash_sha256_init(&state)
  }

  /// Takes in more bytes.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let fed: Void? = bytes.withContiguousStorageIfAvailable { crypto_hash_sha256_update(&state, $0.baseAddress, UInt64($0.count)) }
    if fed == nil { Array(bytes).withUnsafeBufferPointer { _ = crypto_hash_sha256_update(&state, $0.baseAddress, UInt64($0.count)) } }
  }

  /// The 32 bytes of the digest of everything taken in so far.
  public func digest() -> [UInt8] {
    var last = state
    return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      crypto_hash_sha256_final(&last, buffer.baseAddress!)
      count = 32
    }
  }

  /// The 32-byte digest of some bytes.
  public static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest()
  }
}

/// SHA-384. libsodium has SHA-512, which is the same function with other starting values and a longer result (FIPS 180-4, 5.3.4 and 6.5).
public enum SHA384 {
  /// The 48-byte digest of some bytes.
  public static func digest(of bytes: [UInt8]) -> [UInt8] {
    Sodium.ready
    var state = crypto_hash_sha512_state()
    crypto_hash_sha512_init(&state)
    state.state = (
      0xcbbb_9d5d_c105_9ed8, 0x629a_292a_367c_d507, 0x9159_015a_3070_dd17, 0x152f_ecd8_f70e_5939, 0x6733_2667_ffc0_0b31,
      0x8eb4_4a87_6858_1511, 0xdb0c_2e0d_64f9_8fa7, 0x47b5_481d_befa_4fa4
    )
    crypto_hash_sha512_update(&state, bytes, UInt64(bytes.count))
    var digest = [UInt8](repeating: 0, count: 64)
    crypto_hash_sha512_final(&state, &digest)
    return Array(digest.prefix(48))
  }
}

/// HMAC-SHA-256 under one key; the key schedule is made once. Usable from any thread. Printing it shows no key.
public struct HMACSHA256: Sendable, CustomStringConvertible, CustomReflectable {
  private let keyed: crypto_auth_hmacsha256_state

  /// Takes a key of any length.
  public init(key: [UInt8]) {
    Sodium.ready
    var state = crypto_auth_hmacsha256_state()
    crypto_auth_hmacsha256_init(&state, key, key.count)
    keyed = state
  }

  /// The 32-byte code of a message.
  public func code(of message: some Collection<UInt8>) -> [UInt8] {
    var state = keyed
    let fed: Void? = message.withContiguousStorageIfAvailable { crypto_auth_hmacsha256_update(&state, $0.baseAddress, UInt64($0.count)) }
    if fed == nil {
      Array(message).withUnsafeBufferPointer { _ = crypto_auth_hmacsha256_update(&state, $0.baseAddress, UInt64($0.count)) }
    }
    return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      crypto_auth_hmacsha256_final(&state, buffer.baseAddress!)
      count = 32
    }
  }

  /// Whether that is the message's code, compared in constant time.
  public func isCode(_ code: [UInt8], of message: some Collection<UInt8>) -> Bool { ConstantTime.areEqual(code, self.code(of: message)) }

  /// No key.
  public var description: String { "HMACSHA256" }

  /// No key.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Comparison whose time tells nothing about where two secrets differ.
public enum ConstantTime {
  /// Whether both are equal. Time depends on the lengths alone, which are not secret.
  public static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    Sodium.ready
    guard one.count == other.count else { return false }
    return one.isEmpty || sodium_memcmp(one, other, one.count) == 0
  }

  /// Whether both are equal as UTF-8.
  public static func areEqual(_ one: String, _ other: String) -> Bool { areEqual(Array(one.utf8), Array(other.utf8)) }
}
