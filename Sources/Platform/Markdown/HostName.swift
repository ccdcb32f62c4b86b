import CICU

/// The host of a link, in the form that DNS is asked for and in the form that readers see.
struct HostName {
  /// ASCII in lower case; other scripts as punycode.
  let ascii: String
  /// In its own script if it cannot be mistaken for another host, otherwise the same as `ascii`.
  let readable: String

  /// Whether it was typed in ASCII.
  let isPlain: Bool

  private static let longest = 253
  private static let idna = Pointer(neo_idna())

  /// Nil if browsers would change the host before opening it: they decode `%xx` and map characters, so the host shown here would be wrong.
  init?(_ typed: some Collection<UInt8>) {
    guard !typed.isEmpty, typed.count <= Self.longest * 4 else { return nil }
    isPlain = typed.allSatisfy { $0 < 0x80 }
    if isPlain {
      guard typed.allSatisfy({ Self.isHostByte($0.lowercasedASCII) }) else { return nil }
      ascii = String(decoding: typed.map(\.lowercasedASCII), as: UTF8.self)
      readable = ascii
    } else {
      guard let ascii = Self.converted(typed, neo_host_to_ascii), let unicode = Self.converted(ascii.utf8, neo_host_to_unicode) else {
        return nil
      }
      self.ascii = ascii
      readable = unicode.utf8.split(separator: UInt8(ascii: ".")).allSatisfy { Lookalike.isHonestLabel(Array($0)) } ? unicode : ascii
    }
  }

  private typealias Conversion = (OpaquePointer?, UnsafePointer<CChar>?, Int32, UnsafeMutablePointer<CChar>?, Int32) -> Int32

  private static func converted(_ host: some Collection<UInt8>, _ convert: Conversion) -> String? {
    let bytes = host.map { CChar(bitPattern: $0) }
    let written = [CChar](unsafeUninitializedCapacity: 1024) { buffer, count in
      count = max(0, Int(convert(idna.raw, bytes, Int32(bytes.count), buffer.baseAddress, Int32(buffer.count))))
    }
    return written.isEmpty ? nil : String(decoding: written.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "-._[]:".utf8.contains(byte)
    }
  }
}

/// Judges what a text looks like to a reader, using Unicode's tables of confusable characters.
enum Lookalike {
  private static let checker = Pointer(neo_spoof_checker())

  /// Whether something in the text looks like a dot, slash, colon or `@`, or changes the direction of the text after it. True for a text
  /// that is too long to check.
  static func hasAddressMarks(_ text: [UInt8]) -> Bool {
    text.count > Int(NEO_ICU_LONGEST) || reorders(text) || look(text) == NEO_LOOK_ADDRESS
  }

  /// Whether a label of a host name, in lower case, cannot be mistaken for another: it uses one script and does not imitate a Latin word.
  static func isHonestLabel(_ label: [UInt8]) -> Bool {
    if label.allSatisfy({ $0 < 0x80 }) { return true }
    let chars = label.map { CChar(bitPattern: $0) }
    return look(label) == NEO_LOOK_PLAIN && neo_label_passes(checker.raw, chars, Int32(chars.count))
  }

  private static func look(_ text: [UInt8]) -> neo_look {
    // Most texts are ASCII and need no table.
    if text.allSatisfy({ $0 < 0x80 }) { return text.contains { "./\\:@".utf8.contains($0) } ? NEO_LOOK_ADDRESS : NEO_LOOK_ASCII }
    return neo_looks(checker.raw, text.map { CChar(bitPattern: $0) }, Int32(text.count))
  }

  /// Whether the text holds characters that change the direction of the text after them.
  static func reorders(_ text: [UInt8]) -> Bool {
    guard text.contains(where: { $0 >= 0x80 }) else { return false }
    return String(decoding: text, as: UTF8.self).unicodeScalars.contains {
      switch $0.value {
      case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: true
      default: false
      }
    }
  }
}

/// An ICU object that is made once and never freed. Usable from any thread, because ICU only reads it.
private struct Pointer: @unchecked Sendable {
  let raw: OpaquePointer

  init(_ made: OpaquePointer?) {
    guard let made else { preconditionFailure("ICU lacks its data") }
    raw = made
  }
}

extension UInt8 {
  var lowercasedASCII: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }
}
