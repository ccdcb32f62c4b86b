import Core
import JSON

/// What a module shows.
public enum ModuleContent: Hashable, Sendable {
  case text(String)
  case link(WallLink)
  case guestbook

  static let textLengths = 1...10_000

  var kind: ModuleKind {
    switch self {
    case .text: .text
    case .link: .link
    case .guestbook: .guestbook
    }
  }

  /// Reads the members of `content`.
  init(_ kind: ModuleKind, reading fields: inout Fields) {
    self =
      switch kind {
      case .text: .text(fields.text("text", Self.textLengths))
      case .link: .link(WallLink(reading: &fields))
      case .guestbook: .guestbook
      }
  }

  /// As it is kept; nil for what was not written here.
  init?(_ kind: ModuleKind, stored json: JSONValue) {
    switch kind {
    case .text:
      guard let text = json["text"]?.string else { return nil }
      self = .text(text)
    case .link:
      guard let url = json["url"]?.string, let look = json["look"]?.string.flatMap(WallLink.Look.init) else { return nil }
      self = .link(WallLink(url: url, title: json["title"]?.string, look: look))
    case .guestbook: self = .guestbook
    }
  }

  /// As it is kept, and as clients get it.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 64)
    json.object { json in
      switch self {
      case .text(let text): json.field("text", text)
      case .link(let link):
        json.field("url", link.url)
        json.field("title", link.title)
        json.field("look", link.look.rawValue)
      case .guestbook: break
      }
    }
    return json.bytes
  }
}

/// A link out of the house, with its host always in sight.
public struct WallLink: Hashable, Sendable {
  public enum Look: String, CaseIterable, Sendable { case row, button }

  let url: String
  let title: String?
  let look: Look

  init(url: String, title: String?, look: Look) {
    self.url = url
    self.title = title
    self.look = look
  }

  init(reading fields: inout Fields) {
    url = fields.line("url", 1...500)
    if !url.isEmpty, Self.host(of: url) == nil { fields.refuse("url", "must be an http or https address with a plain host") }
    title = fields.optionalLine("title", 1...100)
    look = fields.choice("look")
  }

  var host: String { Self.host(of: url) ?? "" }

  /// The host with its port, as it is written. Nil unless the address is http or https, names a plain host and no user.
  static func host(of url: String) -> String? {
    let bytes = Array(url.utf8)
    guard let scheme = ["http://", "https://"].first(where: { url.lowercased().utf8.starts(with: $0.utf8) }),
      !bytes.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") })
    else { return nil }
    let authority = bytes.dropFirst(scheme.utf8.count).prefix { !"/?#".utf8.contains($0) }
    let parts = authority.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, isPlain(name) else { return nil }
    if parts.count == 2 {
      guard let port = Int(String(decoding: parts[1], as: UTF8.self)), (1...65_535).contains(port),
        parts[1].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      else { return nil }
    }
    return String(decoding: authority, as: UTF8.self)
  }

  /// Letters, digits, dots and hyphens, no empty label.
  private static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
    let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return name.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count)
          && label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
              UInt8(ascii: "-"):
              true
            default: false
            }
          }
      }
  }
}
