import Foundation

/// A password as it is hashed: RFC 8265, OpaqueString. Spaces of other scripts become U+0020 and composed and decomposed letters become
/// one (NFC); case and everything else stay as typed.
///
/// The caller has bounded the length: normalising a run of combining marks is quadratic.
enum PreparedPassword {
  static func text(of typed: String) -> String {
    if typed.utf8.allSatisfy({ $0 < 0x80 }) { return typed }
    var scalars = String.UnicodeScalarView()
    for scalar in typed.unicodeScalars { scalars.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar) }
    return String(scalars).precomposedStringWithCanonicalMapping
  }
}
