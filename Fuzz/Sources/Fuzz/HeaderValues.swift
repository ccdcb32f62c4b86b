import Encoding
import HTTP

/// Cookies, and with them the other small things that come in by header and query: one input is one value.
enum HeaderValues {
  static func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    checkCookies(text)
    checkForms(bytes)
    checkPercentCoding(text)
  }

  private static func checkCookies(_ header: String) {
    let values = CookieHeader.values(of: "session", in: header)
    must(CookieHeader.value(of: "session", in: header) == values.first, "the first is the first")
    for value in values { must(!value.utf8.contains(UInt8(ascii: ";")), "a value ends at its semicolon") }
    must(naive(header) == values, "a naive reader finds the same")
    // What we set comes back, whatever else the browser holds.
    let octets = header.utf8.filter { $0 > 0x20 && $0 < 0x7F && !"\",;\\".utf8.contains($0) }
    let cookie = SetCookie(name: "session", value: String(decoding: octets, as: UTF8.self), maxAge: 60, secure: true)
    let pair = cookie.header.prefix { $0 != ";" }
    must(cookie.header.split(separator: "; ").count == 6 && !cookie.header.contains("\n"), "a value cannot add attributes")
    must(CookieHeader.values(of: "session", in: String(pair)) == [cookie.value], "a cookie set comes back")
    must(CookieHeader.values(of: "session", in: header + "; " + pair).last == cookie.value, "also behind others")
  }

  private static func naive(_ header: String) -> [String] {
    header.utf8.split(separator: UInt8(ascii: ";")).compactMap { pair in
      let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map { half in
        var bytes = Array(half)
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return Array(bytes.drop { $0 == 0x20 || $0 == 0x09 })
      }
      guard halves.count == 2, halves[0] == Array("session".utf8) else { return nil }
      let value = halves[1]
      let quoted = value.count >= 2 && value.first == UInt8(ascii: "\"") && value.last == UInt8(ascii: "\"")
      return String(decoding: quoted ? Array(value[1..<(value.count - 1)]) : value, as: UTF8.self)
    }
  }

  private static func checkForms(_ bytes: [UInt8]) {
    guard let form = try? FormFields(urlencoded: bytes) else { return }
    must(form.fields.count <= FormFields.maximumFields, "a form is bounded")
    let written = form.fields.map { "\(PercentCoding.encode($0.name.description))=\(PercentCoding.encode($0.value))" }.joined(
      separator: "&")
    let again = try? FormFields(urlencoded: Array(written.utf8))
    must(again == form, "a form written is the same form")
  }

  private static func checkPercentCoding(_ text: String) {
    let encoded = PercentCoding.encode(text)
    must(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "encoded text is printable")
    must(PercentCoding.decode(encoded.utf8, plusIsSpace: false).map { Array($0.utf8) } == Array(text.utf8), "encoded text comes back")
  }
}
