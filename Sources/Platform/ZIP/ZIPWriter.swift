/// Writes a ZIP piece by piece: each call returns the next bytes of the archive. It keeps the names and sizes of the entries, and nothing of
/// their contents, so an archive of any size takes little memory. Numbers beyond 32 bits are written as ZIP64.
///
/// A struct with a compressor in it: used by one caller at a time, and not copied while an entry is open.
public struct ZIPWriter {
  /// An entry whose size is not known when it begins would be larger than 4 GiB.
  public struct EntryTooLarge: Error, Equatable, Sendable {
    public let name: String
  }

  private struct Entry {
    let name: [UInt8]
    let method: UInt16
    let flags: UInt16
    let offset: UInt64
    var crc = CRC32()
    var packed: UInt64 = 0
    var size: UInt64 = 0
  }

  private let moment: ZIPMoment
  private var entries: [Entry] = []
  private var open: Entry?
  private var deflater: Deflater?
  private var offset: UInt64 = 0

  /// - Parameter moment: when all entries were made.
  public init(at moment: ZIPMoment) { self.moment = moment }

  /// Begins an entry that is compressed, and whose size need not be known.
  ///
  /// - Precondition: no entry is open, and the name was not used before.
  public mutating func begin(_ name: String) -> [UInt8] {
    deflater = Deflater()
    return begin(
      Entry(name: Array(name.utf8), method: ZIPFormat.deflated, flags: ZIPFormat.hasDescriptor | ZIPFormat.isUTF8, offset: offset))
  }

  /// Begins an entry that is stored as it is, such as a picture. `add` then gets exactly these bytes.
  public mutating func begin(_ name: String, storing size: Int64, crc: CRC32) -> [UInt8] {
    var entry = Entry(name: Array(name.utf8), method: ZIPFormat.stored, flags: ZIPFormat.isUTF8, offset: offset)
    (entry.crc, entry.size, entry.packed) = (crc, UInt64(size), UInt64(size))
    return begin(entry)
  }

  private mutating func begin(_ entry: Entry) -> [UInt8] {
    precondition(open == nil, "an entry is open")
    open = entry
    let isWide = entry.size > UInt64(UInt32.max)
    var bytes: [UInt8] = []
    bytes.put(ZIPFormat.localHeader)
    bytes.put(UInt16(isWide ? 45 : 20))
    bytes.put(entry.flags)
    bytes.put(entry.method)
    bytes.put(moment.time)
    bytes.put(moment.date)
    bytes.put(entry.crc.value)
    bytes.put(isWide ? .max : UInt32(entry.packed))
    bytes.put(isWide ? .max : UInt32(entry.size))
    bytes.put(UInt16(entry.name.count))
    bytes.put(UInt16(isWide ? 20 : 0))
    bytes += entry.name
    if isWide { bytes.putWide([entry.size, entry.packed]) }
    return sent(bytes)
  }

  /// Adds to the open entry. What it returns may be empty.
  public mutating func add(_ bytes: [UInt8]) -> [UInt8] {
    precondition(open != nil, "no entry is open")
    guard let deflater else { return sent(bytes) }
    open!.crc.update(bytes)
    open!.size += UInt64(bytes.count)
    let packed = deflater.add(bytes)
    open!.packed += UInt64(packed.count)
    return sent(packed)
  }

  /// Ends the open entry.
  public mutating func end() throws(EntryTooLarge) -> [UInt8] {
    guard var entry = open else { preconditionFailure("no entry is open") }
    var bytes: [UInt8] = []
    if let deflater {
      bytes = deflater.finish()
      entry.packed += UInt64(bytes.count)
      guard entry.size <= UInt64(UInt32.max), entry.packed <= UInt64(UInt32.max) else {
        throw EntryTooLarge(name: String(decoding: entry.name, as: UTF8.self))
      }
      bytes.put(ZIPFormat.descriptor)
      bytes.put(entry.crc.value)
      bytes.put(UInt32(entry.packed))
      bytes.put(UInt32(entry.size))
    }
    (open, deflater) = (nil, nil)
    entries.append(entry)
    return sent(bytes)
  }

  /// Ends the archive: the list of its entries.
  public mutating func finish() -> [UInt8] {
    precondition(open == nil, "an entry is open")
    let start = offset
    var bytes: [UInt8] = []
    for entry in entries { put(entry, into: &bytes) }
    let length = UInt64(bytes.count)
    let isWide = entries.count >= Int(UInt16.max) || start > UInt64(UInt32.max) - 1 || length > UInt64(UInt32.max) - 1
    if isWide {
      bytes.put(ZIPFormat.wideEnd)
      bytes.put(UInt64(ZIPFormat.wideEndSize - 12))
      bytes.put(UInt16(45) | 3 << 8)
      bytes.put(UInt16(45))
      bytes.put(UInt32(0))
      bytes.put(UInt32(0))
      bytes.put(UInt64(entries.count))
      bytes.put(UInt64(entries.count))
      bytes.put(length)
      bytes.put(start)
      bytes.put(ZIPFormat.wideEndLocator)
      bytes.put(UInt32(0))
      bytes.put(start + length)
      bytes.put(UInt32(1))
    }
    bytes.put(ZIPFormat.end)
    bytes.put(UInt32(0))
    for _ in 0..<2 { bytes.put(isWide ? .max : UInt16(entries.count)) }
    bytes.put(isWide ? .max : UInt32(length))
    bytes.put(isWide ? .max : UInt32(start))
    bytes.put(UInt16(0))
    return sent(bytes)
  }

  private func put(_ entry: Entry, into bytes: inout [UInt8]) {
    let limit = UInt64(UInt32.max)
    let isLarge = entry.size >= limit || entry.packed >= limit
    var wide: [UInt64] = isLarge ? [entry.size, entry.packed] : []
    if entry.offset >= limit { wide.append(entry.offset) }
    bytes.put(ZIPFormat.centralHeader)
    // Made on Unix: the mode in the attributes says a plain file.
    bytes.put(UInt16(wide.isEmpty ? 20 : 45) | 3 << 8)
    bytes.put(UInt16(wide.isEmpty ? 20 : 45))
    bytes.put(entry.flags)
    bytes.put(entry.method)
    bytes.put(moment.time)
    bytes.put(moment.date)
    bytes.put(entry.crc.value)
    bytes.put(isLarge ? .max : UInt32(entry.packed))
    bytes.put(isLarge ? .max : UInt32(entry.size))
    bytes.put(UInt16(entry.name.count))
    bytes.put(UInt16(wide.isEmpty ? 0 : 4 + 8 * wide.count))
    bytes.put(UInt16(0))
    bytes.put(UInt16(0))
    bytes.put(UInt16(0))
    bytes.put(UInt32(0o100644) << 16)
    bytes.put(entry.offset >= limit ? .max : UInt32(entry.offset))
    bytes += entry.name
    if !wide.isEmpty { bytes.putWide(wide) }
  }

  private mutating func sent(_ bytes: [UInt8]) -> [UInt8] {
    offset += UInt64(bytes.count)
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func putWide(_ numbers: [UInt64]) {
    put(ZIPFormat.wideField)
    put(UInt16(8 * numbers.count))
    for number in numbers { put(number) }
  }
}
