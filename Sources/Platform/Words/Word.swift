/// A word of a text, as search knows it.
///
/// A word is a run of letters, marks and digits. A Han, kana or Hangul character is a word by itself. Everything else separates words.
public struct Word: Hashable, Sendable {
  /// The most characters of a word that count: longer words are cut. No query is as long.
  public static let longest = 128

  /// UTF-8, folded: compatibility forms resolved (NFKC), in lower case, without marks. So `Zoë` is `zoe` and `ﬁ` is `fi`. Also `ß` is `ss`,
  /// `ø` is `o`, `đ` is `d`, `ł` is `l`, `æ` is `ae`, and the final `ς` is `σ`.
  public let folded: [UInt8]
  /// The number of characters in `folded`.
  public let length: Int
  /// Where it stands in the text, in bytes of UTF-8, with its marks.
  public let range: Range<Int>
  /// A Han, kana or Hangul character.
  public let isIdeograph: Bool
  /// An ideograph right behind another one.
  public let continuesRun: Bool

  public var text: String { String(decoding: folded, as: UTF8.self) }
}

public enum Words {
  /// The words of a text, in order. Takes linear time whatever the text is.
  public static func cut(_ text: String) -> [Word] {
    var cutter = WordCutter()
    var offset = 0
    for scalar in text.unicodeScalars {
      let end = offset + UTF8.width(scalar)
      cutter.take(scalar, at: offset..<end)
      offset = end
    }
    return cutter.finish()
  }

  /// The folded words of a text with a space between them, for an index.
  public static func folded(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for word in cut(text) {
      if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
      bytes += word.folded
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
