import Core

/// The name a member is mentioned by: 2 to 20 of `[A-Za-z0-9_-]`.
public enum Username {
  public static let lengths = 2...20

  static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }

  public static let rule = "must be 2 to 20 of the letters a to z, digits, _ and -"

  /// The text as a username, if it is a valid one.
  public static func accepted(_ text: String) -> String? {
    lengths.contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy(isLegal) ? text : nil
  }

  /// One of the eight name colours, the same for every spelling of the name and on every node (FNV-1a, 32 bits).
  public static func color(of username: String) -> Int {
    let hash = username.lowercased().utf8.reduce(UInt32(2_166_136_261)) { hash, byte in (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash % 8)
  }

  /// Names to try, best first, for an account that gave only an e-mail address. After the plain ones come random numbers, so that the
  /// thousandth `info@…` does not need a thousand attempts.
  static func candidates(for email: String, random: RandomSource) -> [String] {
    let localPart = email.unicodeScalars.prefix { $0 != "@" }
    var stem = String(String.UnicodeScalarView(localPart.filter(isLegal)).prefix(lengths.upperBound))
    if stem.isEmpty { stem = "user" }
    let small = (2...9).map { numbered(stem, $0) }
    let drawn = (0..<12).map { attempt in
      let ceiling = attempt < 4 ? 10_000 : 1_000_000_000
      return numbered(stem, 10 + random.bytes(4).reduce(0) { $0 << 8 | Int($1) } % ceiling)
    }
    return (stem.count >= lengths.lowerBound ? [stem] : []) + small + drawn
  }

  private static func numbered(_ stem: String, _ number: Int) -> String {
    let digits = String(number)
    return stem.prefix(lengths.upperBound - digits.count) + digits
  }
}
