import Core
import Foundation
import Media
import System

/// The files of media in a folder of backups: each content once, under its SHA-256. A backup has a list of them, which is such a file too.
/// All calls block.
struct BackupMedia: Sendable {
  /// `media` beside the backups.
  let folder: String

  /// A line of a list.
  struct Entry {
    let digest: String
    /// In the server's folder of media: `ab/abcd….320.webp`.
    let path: String

    var line: String { "\(digest)  \(path)\n" }

    init(digest: String, path: String) { (self.digest, self.path) = (digest, path) }

    /// Nil for a line that no backup of ours has: a path must not lead out of the folder.
    init?(_ line: Substring) {
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      guard parts.count == 2, parts[0].utf8.count == 64 else { return nil }
      let names = parts[1].split(separator: "/", omittingEmptySubsequences: false)
      guard names.count == 2, names[0].utf8.count == 2, parts[1].hasPrefix("\(names[0])/\(names[0])") else { return nil }
      let plain = Set("0123456789abcdefghijklmnopqrstuvwxyz.-")
      guard names.allSatisfy({ $0.allSatisfy(plain.contains) }), (parts[0] + names[0]).allSatisfy(\.isHexDigit) else { return nil }
      (digest, path) = (String(parts[0]), String(parts[1]))
    }
  }

  func path(of digest: String) -> String { "\(folder)/\(digest.prefix(2))/\(digest)" }

  // MARK: Making a backup

  /// Copies what is missing. A file that was deleted since the moment of the backup is left out. The digest of the list; nil for an empty one.
  func store(_ entries: [BackedUpMediaRepository.Entry], from source: String) throws -> (list: String?, lost: Int) {
    var (list, lost) = ("", 0)
    for path in entries.lazy.flatMap(\.paths) {
      guard ConfiguredPath("\(source)/\(path)").kind == .file else {
        lost += 1
        continue
      }
      list += Entry(digest: try store("\(source)/\(path)"), path: path).line
    }
    guard !list.isEmpty else { return (nil, lost) }
    let draft = "\(folder)/.list-\(getpid())"
    try BackupPaths.write(list, to: draft)
    defer { unlink(draft) }
    return (try store(draft), lost)
  }

  private func store(_ path: String) throws -> String {
    let digest = try Checksum.of(path)
    guard ConfiguredPath(self.path(of: digest)).kind == .missing else { return digest }
    try BackupPaths.makeFolder("\(folder)/\(digest.prefix(2))")
    guard try Self.copy(path, to: self.path(of: digest)) == digest else {
      throw MaintenanceError("\(path) changed while it was copied")
    }
    return digest
  }

  // MARK: Reading one

  func entries(of list: String?) throws -> [Entry] {
    guard let list else { return [] }
    try require(list, called: "the list of media")
    let text = try String(contentsOfFile: path(of: list), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      guard let entry = Entry(line) else { throw MaintenanceError("\(path(of: list)) is not a list of media") }
      return entry
    }
  }

  /// Throws unless every file is there, with the content it had.
  func check(_ entries: [Entry]) throws {
    for entry in entries { try require(entry.digest, called: entry.path) }
  }

  private func require(_ digest: String, called name: String) throws {
    let path = path(of: digest)
    guard ConfiguredPath(path).kind == .file else { throw MaintenanceError("\(path) (\(name)) is missing") }
    guard try Checksum.of(path) == digest else { throw MaintenanceError("\(path) (\(name)) is damaged: its checksum differs") }
  }

  /// Puts the files where the server looks for them. Those that are there stay. How many were copied.
  func restore(_ entries: [Entry], to target: String) throws -> Int {
    guard !entries.isEmpty else { return 0 }
    try BackupPaths.makeFolder(target)
    var copied = 0
    for entry in entries {
      let path = "\(target)/\(entry.path)"
      if ConfiguredPath(path).kind == .file, try Checksum.of(path) == entry.digest { continue }
      try BackupPaths.makeFolder(ConfiguredPath(path).folder)
      _ = try Self.copy(self.path(of: entry.digest), to: path)
      copied += 1
    }
    return copied
  }

  /// Appears under its name when it is on disk; the digest of what was copied.
  private static func copy(_ source: String, to target: String) throws -> String {
    let partial = target + ".partial"
    try DurableFiles.remove(partial)
    let file = try FileHandle(forReadingFrom: URL(filePath: source))
    defer { try? file.close() }
    let writer = try FileWriter(partial)
    while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { try writer.write(Array(chunk)) }
    let digest = try Checksum.of(partial)
    try BackupPaths.give(partial)
    try DurableFiles.sync(partial)
    try DurableFiles.move(partial, to: target)
    try DurableFiles.sync(ConfiguredPath(target).folder)
    return digest
  }

  // MARK: Erasing

  /// Removes contents that no backup of the folder needs. `lists` are those of all that are left.
  func removeAll(except lists: [String?]) throws {
    var needed: Set<String> = []
    for list in lists.compactMap({ $0 }) {
      needed.insert(list)
      needed.formUnion(try entries(of: list).map(\.digest))
    }
    for shelf in try DurableFiles.entries(of: folder) where shelf.utf8.count == 2 {
      for name in try DurableFiles.entries(of: "\(folder)/\(shelf)") where !needed.contains(name) {
        try DurableFiles.remove("\(folder)/\(shelf)/\(name)")
      }
    }
  }
}
