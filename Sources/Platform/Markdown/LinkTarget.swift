/// Where a link really leads. Everything here works on bytes: a link's text may hold thousands of combining marks, for which comparing and
/// iterating a `String` is slow.
struct LinkTarget {
  /// The URL, with its host in ASCII and every character percent-encoded that is not part of URL syntax.
  let href: String
  /// The host of an http or https URL, or the domain of a mail address, without user and port.
  let host: HostName

  /// The address as typed.
  private let typed: [UInt8]
  /// The parts typed before the host and after it (port, path and so on).
  private let before: [UInt8]
  private let after: [UInt8]
  private let hasUser: Bool
  private let isMail: Bool

  private static let longestURL = 2048

  /// Nil unless the URL is http, https or mailto, has at most `longestURL` bytes, and has a host that browsers open unchanged.
  init?(_ url: [UInt8]) {
    guard url.count <= Self.longestURL else { return nil }
    typed = url
    let lowered = url.prefix(8).map(\.lowercasedASCII)
    isMail = lowered.starts(with: "mailto:".utf8)
    let hostRange: Range<Int>
    if isMail {
      let end = url[7...].firstIndex(of: UInt8(ascii: "?")) ?? url.endIndex
      guard let at = url[7..<end].lastIndex(of: UInt8(ascii: "@")) else { return nil }
      hostRange = at + 1..<end
      hasUser = true
    } else {
      guard let scheme = ["https://", "http://"].first(where: { lowered.starts(with: $0.utf8) }) else { return nil }
      let start = scheme.utf8.count
      let end = url[start...].firstIndex { "/?#\\".utf8.contains($0) } ?? url.endIndex
      let user = url[start..<end].lastIndex(of: UInt8(ascii: "@"))
      hasUser = user != nil
      let first = user.map { $0 + 1 } ?? start
      let bracket = first < end && url[first] == UInt8(ascii: "[") ? url[first..<end].firstIndex(of: UInt8(ascii: "]")) : nil
      hostRange = first..<(bracket.map { $0 + 1 } ?? url[first..<end].firstIndex(of: UInt8(ascii: ":")) ?? end)
    }
    guard let host = HostName(url[hostRange]) else { return nil }
    self.host = host
    before = Array(url[..<hostRange.lowerBound])
    after = Array(url[hostRange.upperBound...])
    href = Self.encoded(before) + (host.isPlain ? Self.encoded(Array(url[hostRange])) : host.ascii) + Self.encoded(after)
  }

  /// The address to show if the link has no text.
  var address: [UInt8] { host.isPlain ? Array(href.utf8) : before + Array(host.readable.utf8) + after }

  /// Whether the link's text cannot mislead: it is the link's own address, or nothing in it looks like an address.
  func isHonestly(_ shown: [UInt8]) -> Bool {
    if isOwnAddress(shown) { return true }
    // A host in another script is always shown, because the text does not reveal it.
    return host.isPlain && !Lookalike.hasAddressMarks(shown)
  }

  /// Whether the text is the address as typed or as opened, or only its host, each with or without scheme, `www.` and last slash. Never
  /// true for an address with a user, because the user reads like a host.
  private func isOwnAddress(_ shown: [UInt8]) -> Bool {
    if isMail {
      let address = Array(before[7...]) + host.ascii.utf8 + after
      return [address, Array("mailto:".utf8) + address].contains { $0.map(\.lowercasedASCII) == shown.map(\.lowercasedASCII) }
    }
    guard !hasUser, shown.count <= Self.longestURL else { return false }
    let reduced = Self.reduced(shown)
    let hosts = Set([Array(host.ascii.utf8), Array(host.readable.utf8)])
    guard !Lookalike.reorders(shown) else { return false }
    return hosts.contains { host in
      [after, Array(Self.encoded(after).utf8), []].contains { Self.reduced(host + $0) == reduced }
    }
  }

  /// The address without scheme, `www.` and last slash, with its host in lower case.
  private static func reduced(_ address: [UInt8]) -> [UInt8] {
    var rest = address[...]
    func drop(_ prefix: String) {
      if rest.prefix(prefix.utf8.count).map(\.lowercasedASCII).elementsEqual(prefix.utf8) { rest = rest.dropFirst(prefix.utf8.count) }
    }
    drop("https://")
    if rest.startIndex == 0 { drop("http://") }
    drop("www.")
    if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
    let end = rest.firstIndex { "/?#\\".utf8.contains($0) } ?? rest.endIndex
    return rest[..<end].map(\.lowercasedASCII) + rest[end...]
  }

  private static func encoded(_ url: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in url {
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
