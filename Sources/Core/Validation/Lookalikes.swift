/// Words that pass for others: Latin letters mixed with letters of another alphabet that look just like them (`аdmin` with a Cyrillic а).
/// Words of one alphabet, and mixtures nobody mistakes (`Δt`, `ITшник`), are left alone.
enum Lookalikes {
  static func hasMixedWord(_ text: String) -> Bool {
    var hasLatin = false
    var hasDouble = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A, 0x61...0x7A: hasLatin = true
      case 0x30...0x39, 0x5F: break
      case 0..<0x80: (hasLatin, hasDouble) = (false, false)
      default:
        if doubles.contains(scalar.value) {
          hasDouble = true
        } else if isLatin(scalar) {
          hasLatin = true
        } else if !continuesWord(scalar) {
          (hasLatin, hasDouble) = (false, false)
        }
      }
      if hasLatin, hasDouble { return true }
    }
    return false
  }

  private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xC0...0x24F, 0x1E00...0x1EFF: scalar.properties.isAlphabetic
    default: false
    }
  }

  private static func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isAlphabetic || properties.canonicalCombiningClass != .notReordered || properties.isDefaultIgnorableCodePoint
  }

  /// Letters of Cyrillic, Greek, Armenian, Cherokee and Coptic that are drawn like a letter of ASCII.
  private static let doubles = Set(
    ("аеорсухіјѕһԁԛԝӏАВЕЅІЈКМНОРСТУХҺԌԚԜҮӀ" + "οιανρυΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳϹͿ" + "օոսցհԼՍՕ" + "ᎪᏴᏟᎠᎬᎨᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ" + "ⲞⲟⲤⲥ").unicodeScalars
      .map(\.value))
}
