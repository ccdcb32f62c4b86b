/// Which URLs a page may point to.
public enum SafeURL {
  /// The URL itself when it is http, https, mailto or stays on this origin (`/path`, `?query`, `#fragment`); otherwise `#`.
  ///
  /// Control characters and backslashes are refused wherever they stand, because browsers drop or turn them before they parse
  /// (`/\evil.example`, `/<tab>/evil.example`).
  public static func checked(_ url: String) -> String { isSafe(url) ? url : "#" }

  /// Whether `checked` leaves the URL as it is.
  public static func isSafe(_ url: String) -> Bool {
    guard url.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }), let first = url.utf8.first else { return false }
    switch first {
    case UInt8(ascii: "#"), UInt8(ascii: "?"): return true
    case UInt8(ascii: "/"): return url.utf8.dropFirst().first != UInt8(ascii: "/")
    default: return ["https://", "http://", "mailto:"].contains { startsIgnoringCase(url.utf8, $0) }
    }
  }

  private static func startsIgnoringCase(_ text: String.UTF8View, _ prefix: String) -> Bool {
    var bytes = text.makeIterator()
    for expected in prefix.utf8 {
      guard let byte = bytes.next() else { return false }
      let lowered = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
      if lowered != expected { return false }
    }
    return bytes.next() != nil
  }
}
