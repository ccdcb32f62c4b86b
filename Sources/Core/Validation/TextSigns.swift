/// Which scalars show something, and which only change how others look. Everything here looks at scalars one by one, once: a stranger's
/// text costs what its length costs.
enum TextSigns {
  /// Whether somebody would see the scalar, standing alone. White space, format characters (U+200B, U+00AD, U+2060), fillers (U+3164) and
  /// combining marks without a letter show nothing to read.
  static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if (0x21...0x7E).contains(scalar.value) { return true }
    let properties = scalar.properties
    if properties.isWhitespace || properties.isDefaultIgnorableCodePoint || isBlank(scalar) { return false }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .spaceSeparator, .nonspacingMark, .spacingMark, .enclosingMark:
      return false
    // Emoji of a Unicode newer than ours are unassigned here.
    default: return true
    }
  }

  /// The first scalar of a one-line text that hides something: it turns the direction of what follows, has no width, or breaks the line.
  /// Nil when all is well.
  ///
  /// Joiners are let in where writing needs them: between emoji, after a virama, and ZWNJ between letters of a script that joins.
  static func firstHidden(in text: String) -> Unicode.Scalar? {
    var previous: Unicode.Scalar?
    var iterator = text.unicodeScalars.makeIterator()
    var current = iterator.next()
    while let scalar = current {
      let next = iterator.next()
      if scalar.value >= 0xAD, isHiding(scalar), !isNeeded(scalar, after: previous, before: next) { return scalar }
      previous = scalar
      current = next
    }
    return nil
  }

  /// The text without what `firstHidden` finds.
  static func shown(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    var iterator = text.unicodeScalars.makeIterator()
    var current = iterator.next()
    while let scalar = current {
      let next = iterator.next()
      if scalar.value < 0xAD || !isHiding(scalar) || isNeeded(scalar, after: previous, before: next) {
        shown.append(scalar)
        previous = scalar
      }
      current = next
    }
    return String(shown)
  }

  /// The blank Braille cell and the musical note without a head are drawn as nothing.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.value == 0x2800 || scalar.value == 0x1D159 }

  private static func isHiding(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    if properties.isDefaultIgnorableCodePoint || properties.isBidiControl { return true }
    switch properties.generalCategory {
    case .lineSeparator, .paragraphSeparator: return true
    // Signs of numbers and of verses, in Arabic, Syriac and Kaithi, are format characters that are drawn.
    case .format: return (0xFFF9...0xFFFB).contains(scalar.value)
    default: return false
    }
  }

  private static func isNeeded(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar?) -> Bool {
    guard let previous else { return false }
    switch scalar.value {
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F:
      // A variation selector chooses a shape of the sign before it, one at a time.
      return isVisible(previous)
    case 0x200D:
      // At the end of a text that was cut within an emoji it joins nothing, and hides nothing.
      return isEmojiPart(previous) && next.map { $0.properties.isEmoji && $0.value > 0x7F } ?? true || isVirama(previous)
    case 0x200C:
      return isVirama(previous) || joins(previous) && next.map(joins) ?? false
    case 0xE0020...0xE007F:
      // Flags of regions: a black flag followed by tags.
      return previous.value == 0x1F3F4 || (0xE0020...0xE007E).contains(previous.value)
    default: return false
    }
  }

  private static func isEmojiPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0xFE0F || scalar.properties.isEmojiModifier || scalar.properties.isEmoji && scalar.value > 0x7F
  }

  private static func isVirama(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.canonicalCombiningClass == .virama }

  /// Letters and marks of Arabic, Syriac, N'Ko, Mandaic, Mongolian and their like (RFC 5892, appendix A.1).
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0610...0x061A, 0x0620...0x065F, 0x066E...0x06D3, 0x06D5...0x06DC, 0x06DF...0x06E8, 0x06EA...0x06EF, 0x06FA...0x06FF,
      0x0710...0x074F, 0x0750...0x077F, 0x07CA...0x07F5, 0x0840...0x085B, 0x0860...0x086A, 0x0870...0x0887, 0x0889...0x088E,
      0x0898...0x08E1, 0x08E3...0x08FF, 0x1820...0x18AA, 0xA840...0xA873, 0xFB50...0xFDCF, 0xFDF0...0xFDFF, 0xFE70...0xFEFC:
      true
    default: false
    }
  }
}
