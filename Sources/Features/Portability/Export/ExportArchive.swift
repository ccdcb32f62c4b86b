import Core
import Crypto
import Encoding
import System
import ZIP

/// A member's archive while it is written: entries go to the reader as they are made, and their digests into the manifest, which comes last.
actor ExportArchive: PersonalOutput {
  /// Bytes read at once.
  private static let piece = 65_536

  struct File: Sendable {
    let path: String
    let bytes: Int64
    let sha256: String
  }

  private struct Measured {
    let digest: String
    let crc: CRC32
    let bytes: Int64
  }

  private let send: @Sendable ([UInt8]) async throws -> Void
  private let disk: BlockingThreads
  private var zip: ZIPWriter
  private(set) var files: [File] = []
  private var names: Set<[UInt8]> = []
  private var open: (name: String, hash: SHA256, bytes: Int64)?
  /// Files on disk are read once for their digests: each stands in a part and among the files.
  private var measured: [[UInt8]: Measured] = [:]

  init(at moment: Timestamp, disk: BlockingThreads, to send: @escaping @Sendable ([UInt8]) async throws -> Void) {
    zip = ZIPWriter(at: ZIPMoment(iso8601: moment.iso8601))
    self.disk = disk
    self.send = send
  }

  // MARK: Parts

  /// Begins an entry, and ends the one before. False for a name that was used before.
  @discardableResult func begin(_ name: String) async throws -> Bool {
    try await end()
    guard names.insert(Array(name.utf8)).inserted else { return false }
    open = (name, SHA256(), 0)
    try await pass(zip.begin(name))
    return true
  }

  func write(_ bytes: [UInt8]) async throws {
    open?.hash.update(bytes)
    open?.bytes += Int64(bytes.count)
    try await pass(zip.add(bytes))
  }

  /// Ends the open entry, so that the list of files is whole.
  func end() async throws {
    guard let entry = open else { return }
    open = nil
    files.append(File(path: entry.name, bytes: entry.bytes, sha256: Hex.encode(entry.hash.digest())))
    try await pass(try zip.end())
  }

  /// Ends the archive with an entry that stands in no list of files.
  func finish(_ manifest: String, _ json: [UInt8]) async throws {
    try await end()
    var bytes = zip.begin(manifest) + zip.add(json)
    bytes += try zip.end()
    try await send(bytes + zip.finish())
  }

  // MARK: Files

  func digest(ofFileAt path: String) async throws -> String? { try await measure(path)?.digest }

  func add(_ name: String, _ bytes: [UInt8]) async throws {
    if try await begin(name) { try await write(bytes) }
    try await end()
  }

  /// Stored as it is: pictures and sounds are packed already.
  func add(_ name: String, fileAt path: String) async throws {
    guard let file = try await measure(path) else { return }
    try await end()
    guard names.insert(Array(name.utf8)).inserted else { return }
    try await send(zip.begin(name, storing: file.bytes, crc: file.crc))
    var done: Int64 = 0
    while done < file.bytes {
      let offset = done
      guard let piece = try await disk.run({ try DurableFiles.piece(of: path, at: offset, upTo: Self.piece) }) else { break }
      let bytes = Array(piece.prefix(Int(min(file.bytes - done, Int64(piece.count)))))
      done += Int64(bytes.count)
      try await send(zip.add(bytes))
    }
    // A file of media never changes. One that became shorter would make the archive a lie.
    guard done == file.bytes else { throw AppError(.unavailable, "A file changed while it was exported") }
    try await pass(try zip.end())
    files.append(File(path: name, bytes: file.bytes, sha256: file.digest))
  }

  private func measure(_ path: String) async throws -> Measured? {
    let key = Array(path.utf8)
    if let known = measured[key] { return known }
    let found = try await disk.run { () throws -> Measured? in
      var (hash, crc, bytes) = (SHA256(), CRC32(), Int64(0))
      guard try DurableFiles.facts(of: path) != nil else { return nil }
      while let piece = try DurableFiles.piece(of: path, at: bytes, upTo: Self.piece) {
        hash.update(piece)
        crc.update(piece)
        bytes += Int64(piece.count)
      }
      return Measured(digest: Hex.encode(hash.digest()), crc: crc, bytes: bytes)
    }
    measured[key] = found
    return found
  }

  private func pass(_ bytes: [UInt8]) async throws { if !bytes.isEmpty { try await send(bytes) } }
}
