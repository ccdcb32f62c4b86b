/// A single emoji, as reactions are made of: one symbol of Unicode's emoji grammar, with its skin tones, joiners or flag letters.
///
/// Keyboards send many emoji with or without U+FE0F, which asks for the coloured picture and changes nothing else here. Both are the same
/// emoji: it is kept in the form that UTS #51 calls fully qualified.
public struct Emoji: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// The longest sequence Unicode recommends has ten; the rest is room for what comes.
  public static let longest = 20

  /// Nil for text, digits, several emoji, or an unfinished sequence.
  public init?(_ text: String) {
    let scalars = Array(text.unicodeScalars.prefix(Self.longest + 1))
    guard (1...Self.longest).contains(scalars.count) else { return nil }
    var grammar = Grammar(scalars: scalars)
    guard grammar.matches() else { return nil }
    description = String(String.UnicodeScalarView(Self.qualified(scalars)))
  }

  /// With U+FE0F after exactly those symbols that are text by default and have no skin tone.
  private static func qualified(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let bare = scalars.filter { $0 != presentation }
    return bare.indices.flatMap { index -> [Unicode.Scalar] in
      let properties = bare[index].properties
      let isText = properties.isEmoji && !properties.isEmojiPresentation
      let hasTone = index + 1 < bare.count && bare[index + 1].properties.isEmojiModifier
      return isText && !hasTone ? [bare[index], presentation] : [bare[index]]
    }
  }

  private static let presentation: Unicode.Scalar = "\u{FE0F}"

  /// UTS #51: `element (ZWJ element)*`, where an element is a flag, a keycap, or a base with a presentation, a skin tone or tags.
  private struct Grammar {
    let scalars: [Unicode.Scalar]
    var position = 0

    mutating func matches() -> Bool {
      guard element() else { return false }
      while take({ $0 == "\u{200D}" }) {
        guard element() else { return false }
      }
      return position == scalars.count
    }

    private mutating func element() -> Bool {
      if take(Self.isFlagLetter) { return take(Self.isFlagLetter) }
      if take({ "0123456789#*".unicodeScalars.contains($0) }) {
        _ = take { $0 == presentation }
        return take { $0 == "\u{20E3}" }
      }
      // Flag letters and keycap digits are "emoji" to Unicode, though they show nothing alone.
      guard take({ $0.properties.isEmoji && $0.value > 0x7F && !Self.isFlagLetter($0) }) else { return false }
      if !take({ $0.properties.isEmojiModifier }) { _ = take { $0 == presentation } }
      if take({ (0xE0020...0xE007E).contains($0.value) }) {
        while take({ (0xE0020...0xE007E).contains($0.value) }) {}
        return take { $0.value == 0xE007F }
      }
      return true
    }

    private mutating func take(_ accepts: (Unicode.Scalar) -> Bool) -> Bool {
      guard position < scalars.count, accepts(scalars[position]) else { return false }
      position += 1
      return true
    }

    private static func isFlagLetter(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }
  }
}
