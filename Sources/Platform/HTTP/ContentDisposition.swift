import Encoding

/// `Content-Disposition` of a response (RFC 6266) with the name in both notations: an ASCII stand-in, and RFC 8187's UTF-8.
public enum ContentDisposition {
  /// Shown in place, or offered for saving.
  public enum Kind: String, Sendable {
    case inline
    case attachment
  }

  /// - Parameter filename: as a member called it; anything a header or a file system could stumble over is taken out.
  public static func header(_ kind: Kind, filename: String? = nil) -> String {
    guard let filename else { return kind.rawValue }
    let name = FileName.sanitized(filename)
    let standIn = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { (0x20...0x7E).contains($0.value) && !"\"\\%".unicodeScalars.contains($0) ? $0 : "_" }))
    let header = "\(kind.rawValue); filename=\"\(standIn)\""
    return standIn == name ? header : "\(header); filename*=UTF-8''\(PercentCoding.encode(name))"
  }
}

/// Names of files as strangers send them.
public enum FileName {
  /// Longest name kept, in bytes of UTF-8: what file systems take.
  public static let maximumBytes = 255

  /// The last path component without control characters, separators, direction overrides or leading dots; `file` when nothing is
  /// left. Safe to show and to offer for saving; stored files have generated names all the same.
  public static func sanitized(_ raw: String) -> String {
    let lastComponent = raw.unicodeScalars.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map { Array($0) } ?? []
    var kept = lastComponent.filter { scalar in
      switch scalar.value {
      case 0...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029, 0xFEFF: false
      default: !"\"*:<>?|".unicodeScalars.contains(scalar)
      }
    }[...]
    while let first = kept.first, first == "." || first == " " { kept = kept.dropFirst() }
    // Where a long name is cut, there may again be a space.
    kept = withoutEnd(shortened(withoutEnd(kept)))
    return kept.isEmpty ? "file" : String(String.UnicodeScalarView(kept))
  }

  private static func withoutEnd(_ name: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    name[..<(name.lastIndex { $0 != "." && $0 != " " }.map { $0 + 1 } ?? name.startIndex)]
  }

  /// Cuts the middle so that the extension stays.
  private static func shortened(_ name: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    func size(_ scalars: ArraySlice<Unicode.Scalar>) -> Int { scalars.reduce(0) { $0 + UTF8.width($1) } }
    guard size(name) > maximumBytes else { return name }
    var suffix: ArraySlice<Unicode.Scalar> = []
    if let dot = name.lastIndex(of: "."), size(name[dot...]) <= 16 { suffix = name[dot...] }
    var stem = name.dropLast(suffix.count)
    var length = size(stem) + size(suffix)
    while length > maximumBytes, let last = stem.popLast() { length -= UTF8.width(last) }
    return stem + suffix
  }
}
