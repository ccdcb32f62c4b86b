/// Where a link really leads.
struct LinkTarget {
  /// The URL with everything percent-encoded that is not part of URL syntax.
  let href: String
  /// Host of an http or https URL, domain of a mail address; lower case, without user and port.
  let host: String

  private let isMail: Bool

  private static let longestURL = 2048
  private static let longestShown = 1024

  /// Nil unless it is of sensible length and http, https or mailto with a plain ASCII host.
  init?(_ url: String) {
    guard url.utf8.count <= Self.longestURL else { return nil }
    href = Self.encoded(url)
    let lowered = href.lowercased()
    if lowered.hasPrefix("mailto:") {
      isMail = true
      let address = lowered.dropFirst(7).prefix { $0 != "?" }
      guard let at = address.lastIndex(of: "@") else { return nil }
      host = String(address[address.index(after: at)...])
    } else {
      isMail = false
      guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else { return nil }
      let authority = lowered.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
      let afterUser = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
      host = String(afterUser.hasPrefix("[") ? afterUser.prefix { $0 != "]" } + "]" : afterUser.prefix { $0 != ":" })
    }
    // Browsers decode `%xx` and internationalise hosts; what then is shown here is not what they open.
    guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
  }

  /// Whether a reader who takes hosts in the link's text for its target is right.
  func isHonestly(_ shown: String) -> Bool {
    // An address shown in full is honest unless it carries a user, which reads like a host; text too long to study is not trusted.
    if shown.utf8.elementsEqual(href.utf8), !shown.utf8.contains(UInt8(ascii: "@")) { return true }
    if shown.utf8.count > Self.longestShown || shown.unicodeScalars.contains(where: Self.reorders) { return false }
    let visible = String(
      String.UnicodeScalarView(shown.unicodeScalars.filter { $0.properties.generalCategory != .format }.map(Self.plainDot)))
    return visible.lowercased().split(whereSeparator: \.isWhitespace).allSatisfy { word in
      Self.hosts(in: word, isMail: isMail).allSatisfy { $0 == host || "www." + $0 == host || $0 == "www." + host }
    }
  }

  /// Everything in a word that looks like a host: labels with dots, the last of them letters.
  private static func hosts(in word: Substring, isMail: Bool) -> [Substring] {
    var rest = word
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    rest = rest.drop { !isHostCharacter($0) || $0 == "." }.prefix { !"/?#\\".contains($0) }
    if isMail, let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    return rest.split { !isHostCharacter($0) }.compactMap { piece in
      let host = piece.drop { $0 == "." || $0 == "-" || $0 == "_" }
      let trimmed = host[..<(host.lastIndex { $0 != "." && $0 != "-" && $0 != "_" }.map(host.index(after:)) ?? host.startIndex)]
      let labels = trimmed.split(separator: ".", omittingEmptySubsequences: false)
      guard labels.count > 1, let last = labels.last, !labels.contains("") else { return nil }
      let isAddress = labels.count == 4 && labels.allSatisfy { $0.allSatisfy(\.isNumber) }
      return isAddress || (last.count > 1 && last.allSatisfy(\.isLetter)) || last.hasPrefix("xn--") ? trimmed : nil
    }
  }

  private static func isHostCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "." || character == "-" || character == "_"
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "-._[]:".utf8.contains(byte)
    }
  }

  /// Full-width and ideographic stops that browsers take for dots.
  private static func plainDot(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "\u{3002}", "\u{FF0E}", "\u{FF61}": "."
    default: scalar
    }
  }

  private static func reorders(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func encoded(_ url: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in url.utf8 {
      if isURLByte(byte) { bytes.append(byte) } else { bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isURLByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "-_.~!*'();:@&=+$,/?#[]%".utf8.contains(byte)
    }
  }
}

/// The link that is being written and the text shown for it. Links and images inside one another are one link: the outermost.
struct LinkText {
  private var nesting = 0
  private var target: LinkTarget?
  private var shown = ""

  var isOpen: Bool { nesting > 0 }

  /// The target when this is the outermost link and leads where links may.
  mutating func open(_ url: String) -> LinkTarget? {
    nesting += 1
    guard nesting == 1 else { return nil }
    shown = ""
    target = LinkTarget(url)
    return target
  }

  mutating func append(_ text: String) {
    if isOpen { shown += text }
  }

  /// The target and its text when the outermost link ends.
  mutating func close() -> (LinkTarget, String)? {
    nesting -= 1
    guard nesting == 0, let target else { return nil }
    return (target, shown)
  }
}
