/// Numbers of the format (APPNOTE.TXT 6.3) and how they are written.
enum ZIPFormat {
  static let localHeader: UInt32 = 0x0403_4B50
  static let descriptor: UInt32 = 0x0807_4B50
  static let centralHeader: UInt32 = 0x0201_4B50
  static let end: UInt32 = 0x0605_4B50
  static let wideEnd: UInt32 = 0x0606_4B50
  static let wideEndLocator: UInt32 = 0x0706_4B50

  static let localSize = 30
  static let centralSize = 46
  static let endSize = 22
  static let wideEndSize = 56
  static let locatorSize = 20

  /// Extra field with numbers of 64 bits.
  static let wideField: UInt16 = 0x0001
  /// Extra field that gives an entry another name than its header.
  static let otherName: UInt16 = 0x7075

  static let stored: UInt16 = 0
  static let deflated: UInt16 = 8

  /// Flag: the sizes follow the bytes.
  static let hasDescriptor: UInt16 = 1 << 3
  /// Flag: the name is UTF-8.
  static let isUTF8: UInt16 = 1 << 11
  /// Flags: encrypted, patched, strongly encrypted, with hidden headers.
  static let refusedFlags: UInt16 = 1 << 0 | 1 << 5 | 1 << 6 | 1 << 13
}

extension [UInt8] {
  mutating func put(_ value: UInt16) { put(UInt64(value), bytes: 2) }
  mutating func put(_ value: UInt32) { put(UInt64(value), bytes: 4) }
  mutating func put(_ value: UInt64) { put(value, bytes: 8) }

  private mutating func put(_ value: UInt64, bytes: Int) {
    for index in 0..<bytes { append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
  }

  /// - Precondition: the bytes are there.
  func number16(at offset: Int) -> UInt16 { UInt16(number(at: offset, bytes: 2)) }
  func number32(at offset: Int) -> UInt32 { UInt32(number(at: offset, bytes: 4)) }
  func number64(at offset: Int) -> UInt64 { number(at: offset, bytes: 8) }

  private func number(at offset: Int, bytes: Int) -> UInt64 {
    (0..<bytes).reduce(0) { $0 | UInt64(self[offset + $1]) << (8 * UInt64($1)) }
  }
}

/// A moment as entries tell it: in UTC, to two seconds.
public struct ZIPMoment: Hashable, Sendable {
  let date: UInt16
  let time: UInt16

  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    let year = Swift.min(Swift.max(year, 1980), 2107) - 1980
    date = UInt16(year << 9 | month << 5 | day)
    time = UInt16(hour << 11 | minute << 5 | second / 2)
  }

  /// - Parameter text: such as `2026-11-20T10:00:00.000Z`.
  public init(iso8601 text: String) {
    let parts = text.utf8.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.compactMap { Int(Substring($0)) }
    precondition(parts.count >= 6, "no moment")
    self.init(year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
  }
}
