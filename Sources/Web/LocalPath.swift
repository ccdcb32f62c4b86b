import Core

/// A path within this site, as `next` may name it: what would lead to another origin is none.
public struct LocalPath: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// Nil for anything but `/`, followed by anything but another slash or a backslash; no control characters, spaces or backslashes
  /// anywhere, since browsers drop or turn them and then see another address than we did. At most 2,000 bytes.
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
