import Core
import Crypto
import Encoding
import JSON
import System
import ZIP

/// An archive on disk whose every byte has been compared with its manifest.
struct ArrivingArchive: ArrivingFiles {
  static let mostEntries = 20_000
  private static let longestManifest = 16 << 20

  let manifest: ArchiveManifest
  private let zip: ZIPReader
  fileprivate let disk: BlockingThreads

  /// Reads the whole archive. `VALIDATION_ERROR` unless all of it is what the manifest says.
  ///
  /// - Parameter limit: bytes that it may unpack to.
  static func check(_ path: String, unpackedUpTo limit: Int64, on disk: BlockingThreads) async throws -> ArrivingArchive {
    let archive = try await open(path, unpackedUpTo: limit, on: disk)
    try await disk.run { try archive.checkFiles() }
    return archive
  }

  /// The same for an archive that was checked before.
  static func open(_ path: String, unpackedUpTo limit: Int64, on disk: BlockingThreads) async throws -> ArrivingArchive {
    try await disk.run {
      do {
        let zip = try ZIPReader(path, limits: ZIPReader.Limits(entries: mostEntries, unpacked: limit))
        guard let entry = zip[ExportService.manifest] else { throw ArchiveManifest.refusal("it has no neospace.json") }
        guard let bytes = try zip.bytes(of: entry, upTo: longestManifest) else {
          throw ArchiveManifest.refusal("its neospace.json is too large")
        }
        return ArrivingArchive(manifest: try ArchiveManifest(parsing: bytes), zip: zip, disk: disk)
      } catch let refusal as ZIPRefusal {
        throw ArchiveManifest.refusal("\(refusal)")
      }
    }
  }

  private func checkFiles() throws {
    var listed: [[UInt8]: ArchiveManifest.File] = [:]
    for file in manifest.files where listed.updateValue(file, forKey: Array(file.path.utf8)) != nil {
      throw ArchiveManifest.refusal("its neospace.json lists a file twice")
    }
    for entry in zip.entries where entry.name.utf8.elementsEqual(ExportService.manifest.utf8) == false {
      guard let file = listed.removeValue(forKey: Array(entry.name.utf8)) else {
        throw ArchiveManifest.refusal("\(entry.name) is not among its files")
      }
      guard file.bytes == entry.size else { throw ArchiveManifest.refusal("\(entry.name) has another size than it says") }
      var hash = SHA256()
      do {
        let reader = zip.open(entry)
        while let piece = try reader.next() { hash.update(piece) }
      } catch {
        throw ArchiveManifest.refusal("\(error)")
      }
      guard Hex.encode(hash.digest()).utf8.elementsEqual(file.sha256.utf8) else {
        throw ArchiveManifest.refusal("\(entry.name) has another SHA-256 than it says")
      }
    }
    guard listed.isEmpty else { throw ArchiveManifest.refusal("a file that it lists is missing") }
    for part in manifest.parts where zip["\(part).json"] == nil { throw ArchiveManifest.refusal("\(part).json is missing") }
  }

  // MARK: Reading

  fileprivate func reader(_ name: String) -> ZIPEntryReader? { zip[name].map { zip.open($0) } }

  /// The parts that it carries from places before: the host, and the part.
  var carried: [(host: String, part: String)] {
    zip.entries.compactMap { entry in
      let words = entry.name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
      guard words.count == 3, words[0].utf8.elementsEqual("carried".utf8), ArchiveManifest.isHost(words[1]),
        words[2].utf8.suffix(5).elementsEqual(".json".utf8)
      else { return nil }
      let part = String(words[2].dropLast(5))
      return ArchiveManifest.isPart(part) ? (String(words[1]), part) : nil
    }
  }

  func read(_ name: String, _ piece: @Sendable ([UInt8]) async throws -> Void) async throws -> Bool {
    guard let entry = zip[name] else { return false }
    let reader = zip.open(entry)
    while let bytes = try await disk.run({ try reader.next() }) { try await piece(bytes) }
    return true
  }

  func bytes(_ name: String, upTo limit: Int) async throws -> [UInt8]? {
    guard let entry = zip[name] else { return nil }
    return try await disk.run { try zip.bytes(of: entry, upTo: limit) }
  }
}

/// Reads a file of an archive piece by piece, for a loop.
struct ArrivingPieces: Sendable {
  private let reader: ZIPEntryReader?
  private let disk: BlockingThreads

  init(_ archive: ArrivingArchive, _ name: String) {
    reader = archive.reader(name)
    disk = archive.disk
  }

  /// Nil at the end.
  func next() async throws -> [UInt8]? {
    guard let reader else { return nil }
    return try await disk.run { try reader.next() }
  }
}
