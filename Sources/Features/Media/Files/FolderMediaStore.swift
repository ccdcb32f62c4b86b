import Core
import Synchronization
import System
import Telemetry

/// Files in a folder, which several nodes may share. `ab/abcd….320.webp` is a file; `uploads/<node>` is where a node works, and
/// `uploads/<node>.lock` is locked as long as it does.
final class FolderMediaStore: MediaStore {
  /// Enough that one slow write does not hold up all others.
  private static let threads = 4

  let root: String
  private let node: String
  private let log: Logger
  private let disk = BlockingThreads(FolderMediaStore.threads)
  private let lock = Mutex<FileLock?>(nil)

  /// - Parameter node: a name that no other process uses.
  init(root: String, node: String, log: Logger) {
    self.root = root
    self.node = node
    self.log = log
  }

  private var uploads: String { "\(root)/uploads" }
  var workplaces: String { "\(uploads)/\(node)" }

  func open(known: @escaping @Sendable ([MediaKey]) async throws -> Set<MediaKey>) async throws {
    let (root, uploads, own) = (root, uploads, workplaces)
    let lock = try await disk.run {
      for folder in [root, uploads] { try DurableFiles.makeFolder(folder) }
      // It gets the name that others look for once it is locked.
      let lock = try FileLock("\(own).new")
      try DurableFiles.move("\(own).new", to: "\(own).lock")
      try DurableFiles.makeFolder(own)
      return lock
    }
    self.lock.withLock { $0 = lock }
    try await removeInterrupted(known)
  }

  /// What nodes left that no longer run: a node that runs holds its lock.
  private func removeInterrupted(_ known: ([MediaKey]) async throws -> Set<MediaKey>) async throws {
    let uploads = uploads
    let nodes = try await disk.run {
      try DurableFiles.entries(of: uploads).filter { $0.hasSuffix(".lock") }.map { String($0.dropLast(5)) }
    }
    for node in nodes where node != self.node {
      let folder = "\(uploads)/\(node)"
      guard let lock = try await disk.run({ try FileLock("\(folder).lock") }) else { continue }
      let keys = try await disk.run {
        try DurableFiles.entries(of: folder).flatMap { try DurableFiles.entries(of: "\(folder)/\($0)") }.compactMap { MediaKey(text: $0) }
      }
      let kept = try await known(keys)
      try await remove(keys.filter { !kept.contains($0) })
      try await disk.run {
        try DurableFiles.removeFolder(folder)
        try DurableFiles.remove("\(folder).lock")
      }
      log.info("media_uploads_cleared", ["node": node, "files": keys.count - kept.count])
      withExtendedLifetime(lock) {}
    }
  }

  func free() async throws -> Int64 {
    let root = root
    return try await disk.run { try DurableFiles.free(at: root) }
  }

  func makeWorkplace(named name: String) async throws -> any MediaWorkplace {
    let folder = "\(workplaces)/\(name)"
    let writer = try await disk.run {
      try DurableFiles.makeFolder(folder)
      return try FileWriter("\(folder)/source")
    }
    return FolderWorkplace(name: name, folder: folder, writer: writer, store: self, disk: disk, log: log)
  }

  private func shelf(_ key: MediaKey) -> String { "\(root)/\(key.rawValue.prefix(2))" }

  func path(_ name: MediaFileName, of key: MediaKey) -> String { "\(shelf(key))/\(key.rawValue).\(name.rawValue)" }

  func file(_ name: MediaFileName, of key: MediaKey) -> StoredFile { .disk(path(name, of: key)) }

  func missing(among items: [MediaItem]) async throws -> [MediaItem] {
    try await disk.run { [self] in
      try items.filter { item in
        try !item.files.allSatisfy { try DurableFiles.facts(of: path($0, of: item.key)) != nil }
      }
    }
  }

  func remove(_ keys: [MediaKey]) async throws {
    guard !keys.isEmpty else { return }
    let paths = keys.flatMap { key in MediaFileName.allCases.map { path($0, of: key) } }
    let shelves = Set(keys.map(shelf))
    try await disk.run {
      var removed = false
      for path in paths where try DurableFiles.remove(path) { removed = true }
      if removed { for shelf in shelves { try DurableFiles.sync(shelf) } }
    }
  }

  func keys(storedBefore moment: Timestamp, _ body: ([MediaKey]) async throws -> Void) async throws {
    let root = root
    for shelf in try await disk.run({ try DurableFiles.entries(of: root).filter { $0.utf8.count == 2 } }) {
      let keys = try await disk.run {
        let names = try DurableFiles.entries(of: "\(root)/\(shelf)")
        return Set(
          try names.compactMap { name -> MediaKey? in
            guard let key = MediaKey(text: name.prefix(64)), let facts = try DurableFiles.facts(of: "\(root)/\(shelf)/\(name)"),
              facts.changed < moment.microseconds / 1_000_000
            else { return nil }
            return key
          })
      }
      let all = Array(keys)
      for start in stride(from: 0, to: all.count, by: 500) { try await body(Array(all[start..<min(start + 500, all.count)])) }
    }
  }

  func close() {
    do {
      try DurableFiles.removeFolder(workplaces)
      try DurableFiles.remove("\(workplaces).lock")
    } catch {
      log.warning("media_uploads_not_cleared", ["error": "\(error)"])
    }
    lock.withLock { $0 = nil }
  }

  /// Moves files to their places and waits until they are there for good.
  fileprivate func shelve(_ names: [MediaFileName], from folder: String, as key: MediaKey) throws {
    let shelf = shelf(key)
    if try DurableFiles.facts(of: shelf) == nil {
      try DurableFiles.makeFolder(shelf)
      try DurableFiles.sync(root)
    }
    for name in names {
      try DurableFiles.sync("\(folder)/\(name.rawValue)")
      try DurableFiles.move("\(folder)/\(name.rawValue)", to: path(name, of: key))
    }
    try DurableFiles.sync(shelf)
  }
}

/// One upload in a folder of its own.
private final class FolderWorkplace: MediaWorkplace {
  let name: String
  private let folder: String
  private let writer: Mutex<FileWriter?>
  private let store: FolderMediaStore
  private let disk: BlockingThreads
  private let log: Logger

  init(name: String, folder: String, writer: FileWriter, store: FolderMediaStore, disk: BlockingThreads, log: Logger) {
    self.name = name
    self.folder = folder
    self.writer = Mutex(writer)
    self.store = store
    self.disk = disk
    self.log = log
  }

  func write(_ bytes: [UInt8]) async throws {
    try await disk.run { try self.writer.withLock { try $0?.write(bytes) } }
  }

  func keep(_ names: [MediaFileName], as key: MediaKey) async throws -> Int64 {
    try await disk.run { [self] in
      // If the process ends before there is a row, this name says which files to remove.
      _ = try FileWriter("\(folder)/\(key.rawValue)")
      var bytes: Int64 = 0
      // Sizes that are the same picture are one file with several names.
      var counted: Set<UInt64> = []
      for name in names {
        guard let facts = try DurableFiles.facts(of: "\(folder)/\(name.rawValue)") else { continue }
        // The worker reads what strangers wrote: a link of its making could lead anywhere.
        guard facts.isPlain else { throw AppError(.serverError, "Something went wrong on our side") }
        if counted.insert(facts.inode).inserted { bytes += facts.size }
      }
      try store.shelve(names, from: folder, as: key)
      return bytes
    }
  }

  func remove() async {
    do {
      try await disk.run { [self] in
        writer.withLock { $0 = nil }
        try DurableFiles.removeFolder(folder)
      }
    } catch {
      log.warning("media_upload_not_cleared", ["error": "\(error)"])
    }
  }
}
