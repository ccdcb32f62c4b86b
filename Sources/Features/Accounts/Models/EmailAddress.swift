/// A plausible e-mail address: something, an `@`, a host with a dot, no spaces. Only an email can show whether mail arrives.
public enum EmailAddress {
  public static let maximumLength = 254

  public static let rule = "must be an e-mail address of at most 254 characters"

  /// The text as an address, in lower case as it is stored and compared, if it is a plausible one.
  public static func accepted(_ text: String) -> String? {
    // Cut before anything compares or folds it: four bytes are the longest a character can be.
    guard text.utf8.count <= maximumLength * 4, text.unicodeScalars.count <= maximumLength else { return nil }
    let address = text.lowercased()
    return address.unicodeScalars.count <= maximumLength && isPlausible(address) ? address : nil
  }

  private static func isPlausible(_ text: String) -> Bool {
    let parts = text.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let local = parts.first, let host = parts.last, !local.isEmpty else { return false }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return local.allSatisfy(isLocal) && labels.count >= 2
      && labels.allSatisfy { !$0.isEmpty && $0.first != "-" && $0.last != "-" && $0.allSatisfy(isHost) }
  }

  private static func isLocal(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "(", ")", ",", ":", ";", "<", ">", "[", "]", "\\": false
    default: scalar.value > 0x20 && scalar.value != 0x7F && !scalar.properties.isWhitespace && !isInvisible(scalar)
    }
  }

  private static func isHost(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// Control, format and filler characters: two addresses that look alike must not be two accounts.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      || scalar.properties.isDefaultIgnorableCodePoint
  }
}
