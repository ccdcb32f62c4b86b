import Core

/// A path within this site, as `next` may name it. It cannot lead to another origin.
public struct LocalPath: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// Nil unless the text begins with one `/`, is visible ASCII without backslashes, and has at most 2,000 bytes. Browsers drop or change
  /// other characters, and would then see another address than this check.
  public init?(_ text: String) {
    let bytes = text.utf8
    guard bytes.count <= 2_000, bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"),
      bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    description = text
  }

  /// `/login?next=…`, which leads back here.
  public var signIn: String { Link("login", query: ["next": description]).text }
}
