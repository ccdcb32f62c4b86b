/// Reads the list of entries at the end of an archive, and compares it with the headers before them.
struct ZIPDirectory {
  /// Bytes of a name.
  private static let longestName = 512
  /// Bytes of one header of the list, with its name and extra fields.
  private static let mostPerEntry = 1_024

  private let file: ZIPFile
  private let limits: ZIPReader.Limits

  init(_ file: ZIPFile, limits: ZIPReader.Limits) { (self.file, self.limits) = (file, limits) }

  private struct Place {
    var count: UInt64
    var size: UInt64
    var offset: UInt64
    /// Where what follows the list begins.
    var end: Int64
  }

  private struct Listed {
    let name: String
    let nameBytes: [UInt8]
    let flags: UInt16
    let method: UInt16
    let crc: UInt32
    let packed: UInt64
    let size: UInt64
    let offset: UInt64
  }

  func entries() throws(ZIPRefusal) -> [ZIPReader.Entry] {
    let place = try find()
    guard place.count <= UInt64(limits.entries) else { throw ZIPRefusal(.tooManyEntries) }
    guard place.size <= place.count * UInt64(Self.mostPerEntry), place.offset <= UInt64(file.size),
      Int64(place.offset) + Int64(place.size) == place.end
    else { throw ZIPRefusal(.damaged) }
    let listed = try list(place)
    var total: UInt64 = 0
    for entry in listed {
      total += min(entry.size, UInt64(UInt32.max) << 16)
      guard total <= UInt64(limits.unpacked) else { throw ZIPRefusal(.tooLarge) }
    }
    return try located(listed.sorted { $0.offset < $1.offset }, until: Int64(place.offset))
  }

  /// The record at the very end.
  private func find() throws(ZIPRefusal) -> Place {
    guard file.size >= Int64(ZIPFormat.endSize) else { throw ZIPRefusal(.notAnArchive) }
    let tailStart = max(0, file.size - Int64(ZIPFormat.endSize + Int(UInt16.max)))
    let tail = try file.read(at: tailStart, count: Int(file.size - tailStart))
    for start in stride(from: tail.count - ZIPFormat.endSize, through: 0, by: -1)
    where tail[start] == 0x50 && tail.number32(at: start) == ZIPFormat.end {
      guard start + ZIPFormat.endSize + Int(tail.number16(at: start + 20)) == tail.count else { continue }
      guard tail.number16(at: start + 4) == 0, tail.number16(at: start + 6) == 0,
        tail.number16(at: start + 8) == tail.number16(at: start + 10)
      else { throw ZIPRefusal(.damaged) }
      let place = Place(
        count: UInt64(tail.number16(at: start + 10)), size: UInt64(tail.number32(at: start + 12)),
        offset: UInt64(tail.number32(at: start + 16)), end: tailStart + Int64(start))
      let isWide = place.count == UInt64(UInt16.max) || place.size == UInt64(UInt32.max) || place.offset == UInt64(UInt32.max)
      return isWide ? try wide(place) : place
    }
    throw ZIPRefusal(.notAnArchive)
  }

  /// The same with numbers of 64 bits, if the archive has them.
  private func wide(_ narrow: Place) throws(ZIPRefusal) -> Place {
    let locatorAt = narrow.end - Int64(ZIPFormat.locatorSize)
    guard locatorAt >= 0 else { return narrow }
    let locator = try file.read(at: locatorAt, count: ZIPFormat.locatorSize)
    guard locator.number32(at: 0) == ZIPFormat.wideEndLocator else { return narrow }
    let at = locatorAt - Int64(ZIPFormat.wideEndSize)
    guard locator.number32(at: 4) == 0, locator.number32(at: 16) == 1, at >= 0, locator.number64(at: 8) == UInt64(at) else {
      throw ZIPRefusal(.damaged)
    }
    let record = try file.read(at: at, count: ZIPFormat.wideEndSize)
    guard record.number32(at: 0) == ZIPFormat.wideEnd, record.number64(at: 4) == UInt64(ZIPFormat.wideEndSize - 12),
      record.number64(at: 24) == record.number64(at: 32), record.number64(at: 48) <= UInt64(at), record.number64(at: 40) <= UInt64(at)
    else { throw ZIPRefusal(.damaged) }
    return Place(count: record.number64(at: 32), size: record.number64(at: 40), offset: record.number64(at: 48), end: at)
  }

  private func list(_ place: Place) throws(ZIPRefusal) -> [Listed] {
    let bytes = try file.read(at: Int64(place.offset), count: Int(place.size))
    var listed: [Listed] = []
    var names: Set<[UInt8]> = []
    var offset = 0
    for _ in 0..<place.count {
      let entry = try header(bytes, &offset)
      guard names.insert(entry.nameBytes).inserted else { throw ZIPRefusal(.duplicate, entry.name) }
      listed.append(entry)
    }
    guard offset == bytes.count else { throw ZIPRefusal(.damaged) }
    return listed
  }

  private func header(_ bytes: [UInt8], _ offset: inout Int) throws(ZIPRefusal) -> Listed {
    let at = offset
    guard at + ZIPFormat.centralSize <= bytes.count, bytes.number32(at: at) == ZIPFormat.centralHeader else { throw ZIPRefusal(.damaged) }
    let lengths = [28, 30, 32].map { Int(bytes.number16(at: at + $0)) }
    offset = at + ZIPFormat.centralSize + lengths.reduce(0, +)
    guard offset <= bytes.count else { throw ZIPRefusal(.damaged) }
    let nameStart = at + ZIPFormat.centralSize
    let nameBytes = Array(bytes[nameStart..<nameStart + lengths[0]])
    let flags = bytes.number16(at: at + 8)
    let name = try Self.name(nameBytes, isUTF8: flags & ZIPFormat.isUTF8 != 0)
    guard flags & ZIPFormat.refusedFlags == 0 else { throw ZIPRefusal(.encrypted, name) }
    let method = bytes.number16(at: at + 10)
    guard method == ZIPFormat.stored || method == ZIPFormat.deflated else { throw ZIPRefusal(.unknownMethod, name) }
    try refuseOtherThanFiles(madeBy: bytes.number16(at: at + 4), attributes: bytes.number32(at: at + 38), name)
    guard bytes.number16(at: at + 34) == 0 else { throw ZIPRefusal(.damaged, name) }
    let extra = Array(bytes[nameStart + lengths[0]..<nameStart + lengths[0] + lengths[1]])
    var wide = try Self.wideNumbers(extra, name)[...]
    // In this order; those that fit 32 bits are not among the wide ones.
    let (size, packed, start) = (
      Self.number(bytes, at + 24, &wide), Self.number(bytes, at + 20, &wide), Self.number(bytes, at + 42, &wide)
    )
    guard method != ZIPFormat.stored || size == packed else { throw ZIPRefusal(.wrongSize, name) }
    return Listed(
      name: name, nameBytes: nameBytes, flags: flags, method: method, crc: bytes.number32(at: at + 16), packed: packed, size: size,
      offset: start)
  }

  private func refuseOtherThanFiles(madeBy: UInt16, attributes: UInt32, _ name: String) throws(ZIPRefusal) {
    // Kinds of files are in the upper half on Unix and macOS; 0 says nothing. The lower half has Windows' folders and links.
    let kind = attributes >> 16 & 0o170000
    guard kind == 0 || kind == 0o100000, attributes & 0x410 == 0 else { throw ZIPRefusal(.notAFile, name) }
  }

  /// Names that lead nowhere but into the archive.
  static func name(_ bytes: [UInt8], isUTF8: Bool) throws(ZIPRefusal) -> String {
    guard !bytes.isEmpty, bytes.count <= longestName, let name = String(validating: bytes, as: UTF8.self),
      isUTF8 || bytes.allSatisfy({ $0 < 0x80 })
    else { throw ZIPRefusal(.badName) }
    let isHarmless = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: ":") }
    guard isHarmless, !name.unicodeScalars.contains(where: { (0x80...0x9F).contains($0.value) }) else { throw ZIPRefusal(.badName) }
    if bytes.last == UInt8(ascii: "/") { throw ZIPRefusal(bytes.count == 1 ? .badName : .notAFile, name) }
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let dot = UInt8(ascii: ".")
    guard parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual([dot]) && !$0.elementsEqual([dot, dot]) }) else {
      throw ZIPRefusal(.badName, name)
    }
    return name
  }

  private static func number(_ bytes: [UInt8], _ at: Int, _ wide: inout ArraySlice<UInt64>) -> UInt64 {
    let narrow = bytes.number32(at: at)
    return (narrow == .max ? wide.popFirst() : nil) ?? UInt64(narrow)
  }

  private static func wideNumbers(_ extra: [UInt8], _ name: String) throws(ZIPRefusal) -> [UInt64] {
    var offset = 0
    var numbers: [UInt64] = []
    while offset + 4 <= extra.count {
      let (kind, length) = (extra.number16(at: offset), Int(extra.number16(at: offset + 2)))
      offset += 4
      guard offset + length <= extra.count else { throw ZIPRefusal(.damaged, name) }
      if kind == ZIPFormat.otherName { throw ZIPRefusal(.badName, name) }
      if kind == ZIPFormat.wideField {
        guard numbers.isEmpty else { throw ZIPRefusal(.damaged, name) }
        numbers = (0..<length / 8).map { extra.number64(at: offset + 8 * $0) }
      }
      offset += length
    }
    return numbers
  }

  // MARK: The headers before the entries

  private func located(_ listed: [Listed], until end: Int64) throws(ZIPRefusal) -> [ZIPReader.Entry] {
    var entries: [ZIPReader.Entry] = []
    var expected: UInt64 = 0
    for (index, entry) in listed.enumerated() {
      guard entry.offset == expected else { throw ZIPRefusal(.overlaps, entry.name) }
      expected = index + 1 < listed.count ? listed[index + 1].offset : UInt64(end)
      entries.append(try located(entry, next: expected))
    }
    guard expected == UInt64(end) else { throw ZIPRefusal(.overlaps) }
    return entries
  }

  private func located(_ listed: Listed, next: UInt64) throws(ZIPRefusal) -> ZIPReader.Entry {
    let name = listed.name
    let limit = UInt64(file.size)
    guard listed.offset < limit, next <= limit, listed.packed <= limit else { throw ZIPRefusal(.damaged, name) }
    let head = try file.read(at: Int64(listed.offset), count: ZIPFormat.localSize)
    guard head.number32(at: 0) == ZIPFormat.localHeader else { throw ZIPRefusal(.damaged, name) }
    let (nameLength, extraLength) = (Int(head.number16(at: 26)), Int(head.number16(at: 28)))
    guard head.number16(at: 6) == listed.flags, head.number16(at: 8) == listed.method, nameLength == listed.nameBytes.count else {
      throw ZIPRefusal(.differs, name)
    }
    let rest = try file.read(at: Int64(listed.offset) + Int64(ZIPFormat.localSize), count: nameLength + extraLength)
    guard rest.prefix(nameLength).elementsEqual(listed.nameBytes) else { throw ZIPRefusal(.differs, name) }
    let wide = try Self.wideNumbers(Array(rest.dropFirst(nameLength)), name)
    let start = listed.offset + UInt64(ZIPFormat.localSize + nameLength + extraLength)
    let dataEnd = start + listed.packed
    guard dataEnd <= next else { throw ZIPRefusal(.overlaps, name) }
    let sums = (head.number32(at: 14), head.number32(at: 18), head.number32(at: 22))
    if listed.flags & ZIPFormat.hasDescriptor != 0 {
      try checkDescriptor(listed, from: dataEnd, to: next)
      // Sizes may stand in the header as well, and then have to be right.
      guard sums.0 == 0 || sums.0 == listed.crc else { throw ZIPRefusal(.differs, name) }
    } else {
      let size = sums.2 == .max && wide.count >= 1 ? wide[0] : UInt64(sums.2)
      let packed = sums.1 == .max && wide.count >= 2 ? wide[1] : UInt64(sums.1)
      guard sums.0 == listed.crc, size == listed.size, packed == listed.packed else { throw ZIPRefusal(.differs, name) }
      guard dataEnd == next else { throw ZIPRefusal(.overlaps, name) }
    }
    return ZIPReader.Entry(
      name: name, size: Int64(listed.size), crc: listed.crc, packed: Int64(listed.packed), method: listed.method, start: Int64(start))
  }

  /// What follows an entry whose sizes were not known when it began: with or without a signature, numbers of 32 or 64 bits.
  private func checkDescriptor(_ listed: Listed, from start: UInt64, to end: UInt64) throws(ZIPRefusal) {
    let length = Int(clamping: end - start)
    guard [12, 16, 20, 24].contains(length) else { throw ZIPRefusal(.overlaps, listed.name) }
    var bytes = try file.read(at: Int64(start), count: length)
    if length == 16 || length == 24 {
      guard bytes.number32(at: 0) == ZIPFormat.descriptor else { throw ZIPRefusal(.differs, listed.name) }
      bytes.removeFirst(4)
    }
    let isWide = bytes.count == 20
    let packed = isWide ? bytes.number64(at: 4) : UInt64(bytes.number32(at: 4))
    let size = isWide ? bytes.number64(at: 12) : UInt64(bytes.number32(at: 8))
    guard bytes.number32(at: 0) == listed.crc, packed == listed.packed, size == listed.size else {
      throw ZIPRefusal(.differs, listed.name)
    }
  }
}
