import HTML

/// A member's HTML as it is delivered, read by a reader of its own.
enum Frames {
  private static let gone = [
    "script", "iframe", "noembed", "noframes", "link", "meta", "base", "object", "embed", "form", "frame", "frameset", "applet", "portal",
    "noscript", "plaintext", "xmp", "animate", "set",
  ]

  static func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let filtered = HTMLFilter.filtered(text)
    must(String(validating: filtered, as: UTF8.self) != nil, "it is UTF-8")
    must(filtered.count <= 6 * text.utf8.count + 64, "it stays small")
    must(HTMLFilter.filtered(String(decoding: filtered, as: UTF8.self)) == filtered, "filtering again changes nothing")
    var rest = filtered[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      guard let end = rest[start...].firstIndex(of: UInt8(ascii: ">")) else { return must(false, "a tag has an end") }
      check(tag: String(decoding: rest[(start + 1)..<end], as: UTF8.self))
      rest = rest[(end + 1)...]
    }
  }

  private static func check(tag: String) {
    let name = String(tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" })
    must(!name.isEmpty && name.utf8.allSatisfy { isPlain($0) }, "a tag has a plain name: \(tag)")
    must(!gone.contains(name), "\(name) is left out")
    var attributes = tag.utf8.drop { $0 != UInt8(ascii: " ") }
    while attributes.first == UInt8(ascii: " "), attributes.dropFirst().first != UInt8(ascii: "/") {
      let key = attributes.dropFirst().prefix { $0 != UInt8(ascii: "=") }
      let value = attributes.dropFirst(1 + key.count)
      must(value.starts(with: "=\"".utf8), "a value is quoted: \(tag)")
      let text = value.dropFirst(2).prefix { $0 != UInt8(ascii: "\"") }
      must(!key.starts(with: "on".utf8) && !["srcset", "action", "ping", "srcdoc", "style-src"].contains(String(key) ?? ""), "no \(key)")
      if ["href", "src", "xlink:href", "data", "poster"].contains(String(key) ?? "") {
        let lowered = String(decoding: text.prefix(11).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        must(text.first == UInt8(ascii: "#") || lowered == "data:image/" || lowered.hasPrefix("data:font/"), "no address \(lowered)")
      }
      attributes = value.dropFirst(3 + text.count)
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }
}
