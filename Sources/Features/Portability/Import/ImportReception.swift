import Core
import System

/// An archive while it arrives, written to the folder of imports.
actor ImportReception {
  private let path: String
  private let disk: BlockingThreads
  private let limit: Int64
  private let writer: FileWriter
  private var size: Int64 = 0
  private(set) var isWhole = false
  private var isTaken = false

  init(_ path: String, upTo limit: Int64, on disk: BlockingThreads) async throws {
    self.path = path
    self.limit = limit
    self.disk = disk
    writer = try await disk.run { try FileWriter(path) }
  }

  func write(_ bytes: [UInt8]) async throws {
    size += Int64(bytes.count)
    guard size <= limit else {
      throw AppError(.payloadTooLarge, "The archive is larger than \(limit >> 20) MiB")
    }
    do {
      try await disk.run { [writer] in try writer.write(bytes) }
    } catch {
      throw AppError(.unavailable, "The server cannot save anything right now", retryAfter: .seconds(60))
    }
  }

  func finish() throws {
    guard !isWhole else { throw AppError.validation("archive", "must be given once") }
    isWhole = true
  }

  /// Gives the file another name, under which it is kept.
  func keep(as other: String) async throws {
    try await disk.run { [path] in
      try DurableFiles.sync(path)
      try DurableFiles.move(path, to: other)
    }
    isTaken = true
  }

  /// Removes the file unless it is kept.
  func remove() async {
    guard !isTaken else { return }
    // A file that cannot be removed now is removed after a later start.
    _ = try? await disk.run { [path] in try DurableFiles.remove(path) }
  }

  nonisolated var file: String { path }
}
