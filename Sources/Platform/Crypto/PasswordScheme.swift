import CCrypt
import CSodium
import Encoding

/// How new passwords are hashed.
public enum PasswordScheme: Hashable, Sendable {
  /// Argon2id in PHC string form with p = 1.
  case argon2id(memoryKiB: Int, passes: Int)
  /// bcrypt over the Base64 form of the password's SHA-384, so that every byte of a long password counts (bcrypt alone looks at 72).
  case bcrypt(cost: Int)

  /// Argon2id with 19 MiB and two passes.
  public static let standard = PasswordScheme.argon2id(memoryKiB: 19 * 1024, passes: 2)
}

/// What a stored hash says about itself.
enum StoredHash: Equatable {
  case argon2id(memoryKiB: Int, passes: Int, lanes: Int)
  /// Plain bcrypt (`$2b$…`), as imported accounts have it; with `isPrehashed` ours (`$bcrypt-sha384$2b$…`).
  case bcrypt(cost: Int, isPrehashed: Bool)

  /// Our bcrypt hashes begin with this; what follows has the form of a plain one.
  static let prehashedPrefix = "$bcrypt-sha384"

  /// Costs above these are refused: a damaged or planted row must not occupy a hashing thread for minutes.
  private static let largestMemoryKiB = 256 * 1024
  private static let largestPasses = 16
  private static let largestBcryptCost = 16

  init?(_ text: String) {
    let isPrehashed = text.hasPrefix(Self.prehashedPrefix + "$")
    let parts = text.dropFirst(isPrehashed ? Self.prehashedPrefix.count : 0).split(separator: "$", omittingEmptySubsequences: false)
    guard text.utf8.count < Int(crypto_pwhash_STRBYTES), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    if !isPrehashed, parts.count == 6, parts[1] == "argon2id", parts[2] == "v=19" {
      let numbers = parts[3].split(separator: ",")
      guard numbers.count == 3, let memory = Self.number("m=", numbers[0]), let passes = Self.number("t=", numbers[1]),
        let lanes = Self.number("p=", numbers[2]), 8...Self.largestMemoryKiB ~= memory, 1...Self.largestPasses ~= passes, 1...16 ~= lanes
      else { return nil }
      self = .argon2id(memoryKiB: memory, passes: passes, lanes: lanes)
    } else if parts.count == 4, parts[0].isEmpty, ["2a", "2b", "2y"].contains(parts[1]), parts[2].utf8.count == 2, parts[3].utf8.count == 53
    {
      guard let cost = Int(parts[2]), 4...Self.largestBcryptCost ~= cost else { return nil }
      self = .bcrypt(cost: cost, isPrehashed: isPrehashed)
    } else {
      return nil
    }
  }

  private static func number(_ prefix: String, _ text: Substring) -> Int? {
    text.hasPrefix(prefix) ? Int(text.dropFirst(prefix.count)) : nil
  }

  /// Whether the hash is at least as strong as the scheme makes new ones. Argon2id is never traded for bcrypt.
  func satisfies(_ scheme: PasswordScheme) -> Bool {
    switch (self, scheme) {
    case (.argon2id(let memory, let passes, _), .argon2id(let wantedMemory, let wantedPasses)):
      memory >= wantedMemory && passes >= wantedPasses
    case (.bcrypt, .argon2id): false
    case (.bcrypt(let cost, let isPrehashed), .bcrypt(let wanted)): isPrehashed && cost >= wanted
    case (.argon2id, .bcrypt): true
    }
  }
}

/// The hashing itself: blocking, for hashing threads only.
enum PasswordHashing {
  /// The hash; nil when memory is short.
  static func hash(_ password: [UInt8], _ scheme: PasswordScheme) -> String? {
    Sodium.ready
    switch scheme {
    case .argon2id(let memoryKiB, let passes):
      var out = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
      let status = password.withUnsafeBytes { bytes in
        crypto_pwhash_str_alg(
          &out, bytes.bindMemory(to: CChar.self).baseAddress ?? emptyPhrase, UInt64(bytes.count), UInt64(passes), memoryKiB * 1024,
          crypto_pwhash_ALG_ARGON2ID13)
      }
      return status == 0 ? text(out) : nil
    case .bcrypt(let cost):
      var setting = [CChar](repeating: 0, count: 64)
      let salt = SecureRandom.bytes(16).map { CChar(bitPattern: $0) }
      guard neo_bcrypt_setting(UInt(cost), salt, &setting, Int32(setting.count)) == 0 else { return nil }
      return crypt(prehashed(password), text(setting)).map { StoredHash.prehashedPrefix + $0 }
    }
  }

  /// Whether the password is the one that was hashed. A hash that is none of ours matches nothing.
  static func verify(_ password: [UInt8], against hash: String) -> Bool {
    Sodium.ready
    switch StoredHash(hash) {
    case .argon2id:
      return password.withUnsafeBytes { bytes in
        crypto_pwhash_str_verify(hash, bytes.bindMemory(to: CChar.self).baseAddress ?? emptyPhrase, UInt64(bytes.count)) == 0
      }
    case .bcrypt(_, let isPrehashed):
      // Plain bcrypt never looks beyond 72 bytes, and the library refuses long passwords instead of cutting them.
      let phrase = isPrehashed ? prehashed(password) : Array(password.prefix(72))
      let plain = isPrehashed ? String(hash.dropFirst(StoredHash.prehashedPrefix.count)) : hash
      guard let again = crypt(phrase, plain) else { return false }
      return ConstantTime.areEqual(again, plain)
    case nil: return false
    }
  }

  /// A well-formed hash of nothing: verifying against it costs what a real one costs and never succeeds.
  static func decoy(_ scheme: PasswordScheme) -> String {
    switch scheme {
    case .argon2id(let memoryKiB, let passes):
      let salt = base64(SecureRandom.bytes(16))
      return "$argon2id$v=19$m=\(memoryKiB),t=\(passes),p=1$\(salt)$\(base64(SecureRandom.bytes(32)))"
    case .bcrypt(let cost):
      return StoredHash.prehashedPrefix + "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: ".", count: 22)
        + String(repeating: "x", count: 31)
    }
  }

  /// 64 bytes of Base64: below bcrypt's 72, and never with a NUL in it.
  private static func prehashed(_ password: [UInt8]) -> [UInt8] { Array(base64(SHA384.digest(of: password)).utf8) }

  /// PHC strings use the plain alphabet without padding.
  private static func base64(_ bytes: [UInt8]) -> String {
    String(Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
  }

  /// Written once, here, and never freed: an empty array has no address to hand to C.
  nonisolated(unsafe) private static let emptyPhrase: UnsafePointer<CChar> = {
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return UnsafePointer(byte)
  }()

  /// bcrypt ends at a NUL, so a password that holds one would be cut short unnoticed: refused.
  private static func crypt(_ password: [UInt8], _ setting: String) -> String? {
    guard !password.contains(0) else { return nil }
    var out = [CChar](repeating: 0, count: Int(CRYPT_OUTPUT_SIZE))
    var phrase = (password + [0]).map { CChar(bitPattern: $0) }
    defer { sodium_memzero(&phrase, phrase.count) }
    return neo_crypt(phrase, setting, &out, out.count) == 0 ? text(out) : nil
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
