import Glibc

/// Reads a ZIP that lies on disk or in memory, and believes none of it: both headers of each entry have to agree, entries follow one another without gaps,
/// names stay within the archive, and sizes are counted while unpacking. All calls block. Safe from any thread.
public final class ZIPReader: Sendable {
  public struct Limits: Sendable {
    public var entries: Int
    /// Bytes that all entries unpack to, together.
    public var unpacked: Int64

    public init(entries: Int, unpacked: Int64) { (self.entries, self.unpacked) = (entries, unpacked) }
  }

  public struct Entry: Hashable, Sendable {
    public let name: String
    /// Bytes, unpacked.
    public let size: Int64
    let crc: UInt32
    let packed: Int64
    let method: UInt16
    /// Of the packed bytes.
    let start: Int64
  }

  /// In the order in which they stand in the file.
  public let entries: [Entry]
  private let places: [[UInt8]: Int]
  private let file: ZIPFile

  /// Reads the list of entries and checks all headers. Throws `ZIPRefusal`.
  public convenience init(_ path: String, limits: Limits) throws(ZIPRefusal) { try self.init(ZIPFile(path), limits) }

  /// The same for an archive in memory.
  public convenience init(bytes: [UInt8], limits: Limits) throws(ZIPRefusal) { try self.init(ZIPFile(bytes: bytes), limits) }

  private init(_ file: ZIPFile, _ limits: Limits) throws(ZIPRefusal) {
    self.file = file
    entries = try ZIPDirectory(file, limits: limits).entries()
    var places: [[UInt8]: Int] = [:]
    for (index, entry) in entries.enumerated() { places[Array(entry.name.utf8)] = index }
    self.places = places
  }

  public subscript(name: String) -> Entry? { places[Array(name.utf8)].map { entries[$0] } }

  /// Starts to unpack an entry.
  public func open(_ entry: Entry) -> ZIPEntryReader { ZIPEntryReader(entry, in: file) }

  /// A whole entry of at most `limit` bytes; nil if it is larger.
  public func bytes(of entry: Entry, upTo limit: Int) throws(ZIPRefusal) -> [UInt8]? {
    guard entry.size <= Int64(limit) else { return nil }
    let reader = open(entry)
    var all: [UInt8] = []
    while let piece = try reader.next() { all += piece }
    return all
  }
}

/// Unpacks one entry. `@unchecked`, because its reader awaits each piece before it asks for the next, on whichever thread that is.
public final class ZIPEntryReader: @unchecked Sendable {
  private let entry: ZIPReader.Entry
  private let file: ZIPFile
  private let inflater: Inflater?
  private var position: Int64
  private let end: Int64
  private var crc = CRC32()
  private var count: Int64 = 0

  fileprivate init(_ entry: ZIPReader.Entry, in file: ZIPFile) {
    (self.entry, self.file) = (entry, file)
    inflater = entry.method == ZIPFormat.deflated ? Inflater() : nil
    (position, end) = (entry.start, entry.start + entry.packed)
  }

  /// The next bytes, at most 64 KiB and never empty; nil once the entry has ended and is what its headers say.
  public func next() throws(ZIPRefusal) -> [UInt8]? {
    guard let inflater else { return try checked(try packed()) }
    while true {
      guard let piece = inflater.next() else { throw ZIPRefusal(.damaged, entry.name) }
      if !piece.isEmpty { return try checked(piece) }
      if inflater.isAtEnd {
        guard inflater.isHungry, position == end else { throw ZIPRefusal(.damaged, entry.name) }
        return try checked(nil)
      }
      guard inflater.isHungry, let more = try packed() else { throw ZIPRefusal(.damaged, entry.name) }
      inflater.give(more)
    }
  }

  private func packed() throws(ZIPRefusal) -> [UInt8]? {
    guard position < end else { return nil }
    let bytes = try file.read(at: position, count: Int(min(end - position, Int64(Inflater.piece))))
    position += Int64(bytes.count)
    return bytes
  }

  private func checked(_ piece: [UInt8]?) throws(ZIPRefusal) -> [UInt8]? {
    if let piece {
      count += Int64(piece.count)
      guard count <= entry.size else { throw ZIPRefusal(.wrongSize, entry.name) }
      crc.update(piece)
      return piece
    }
    guard count == entry.size else { throw ZIPRefusal(.wrongSize, entry.name) }
    guard crc.value == entry.crc else { throw ZIPRefusal(.wrongSum, entry.name) }
    return nil
  }
}

/// An open file, or bytes in memory. Safe from any thread.
final class ZIPFile: Sendable {
  /// Negative for bytes in memory.
  private let descriptor: Int32
  private let bytes: [UInt8]
  let size: Int64

  init(bytes: [UInt8]) { (descriptor, self.bytes, size) = (-1, bytes, Int64(bytes.count)) }

  init(_ path: String) throws(ZIPRefusal) {
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      throw ZIPRefusal(.notAnArchive)
    }
    size = Int64(status.st_size)
    bytes = []
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Exactly that many bytes.
  func read(at offset: Int64, count: Int) throws(ZIPRefusal) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= size - Int64(count) else { throw ZIPRefusal(.damaged) }
    if descriptor < 0 { return Array(self.bytes[Int(offset)..<Int(offset) + count]) }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let more = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + done, count - done, off_t(offset) + off_t(done)) }
      if more < 0 && errno == EINTR { continue }
      guard more > 0 else { throw ZIPRefusal(.damaged) }
      done += more
    }
    return bytes
  }
}
