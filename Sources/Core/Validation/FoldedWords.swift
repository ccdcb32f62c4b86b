import Foundation

/// Words of a short text as they are compared where people look for names: without case, accents and marks, and only letters and digits.
public enum FoldedWords {
  /// With one space between each two. Empty if the text holds neither letters nor digits.
  public static func joined(_ text: String) -> String {
    var words = "", isApart = false
    for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark: continue
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
        if isApart, !words.isEmpty { words += " " }
        isApart = false
        words += scalar.properties.lowercaseMapping
      default: isApart = true
      }
    }
    return words
  }
}
