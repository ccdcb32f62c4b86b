import Core
import Crypto
import Encoding

enum ConversationSettings {
  static let key = Setting(
    "NEOSPACE_DM_KEY", unset: "derived from `SECRET_KEY`",
    meaning: "Master key of conversations: 64 hex digits, the same on all nodes; `neospace dm key` prints the one in use",
    example: sample, format)
  static let oldKeys = Setting(
    "NEOSPACE_DM_KEY_OLD", default: [Secret](), shownAs: "none",
    meaning: "Earlier master keys that still open conversations, comma-separated; `neospace dm rotate` makes them superfluous",
    example: sample, list)

  static let all: [any AnySetting] = [key, oldKeys]

  /// For error lines. `openssl rand -hex 32` makes a key.
  private static let sample = String(repeating: "0123456789abcdef", count: 4)

  private static let format = SettingFormat<Secret>(
    parse: { text throws(SettingProblem) in
      guard let key = secret(text) else { throw SettingProblem("must be 64 hex digits") }
      return key
    }, print: { _ in "(set)" })

  private static let list = SettingFormat<[Secret]>(
    parse: { text throws(SettingProblem) in
      var keys: [Secret] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let key = secret(String(part)) else { throw SettingProblem("must be keys of 64 hex digits, separated by commas") }
        keys.append(key)
      }
      return keys
    }, print: { $0.isEmpty ? "" : "(set)" })

  private static func secret(_ text: String) -> Secret? {
    let digits = Array(text.utf8.drop { $0 == UInt8(ascii: " ") }.reversed().drop { $0 == UInt8(ascii: " ") }.reversed())
    guard digits.count == 2 * SealingKey.length, let bytes = Hex.decode(digits) else { return nil }
    return Secret(bytes)
  }
}

extension MasterKeys {
  /// The operator's keys, or the one that follows from the server's secret.
  public init(_ config: Config) {
    let current =
      config[ConversationSettings.key].map { SealingKey($0.bytes) }
      ?? .derived(from: config[ServerSettings.secretKey].bytes, for: "neospace-dm-1")
    self.init(current: current, old: config[ConversationSettings.oldKeys].map { SealingKey($0.bytes) })
  }
}
