import Core

/// Where the files of media are kept. The nodes of a community share one. A folder today; an S3-compatible service has the same few calls.
protocol MediaStore: Sendable {
  /// Begins to work, and removes what uploads left that were interrupted. `known` says which keys have rows.
  func open(known: @escaping @Sendable ([MediaKey]) async throws -> Set<MediaKey>) async throws
  /// The folder that holds this node's workplaces while it is open.
  var workplaces: String { get }
  /// Bytes that can still be stored.
  func free() async throws -> Int64
  /// A place for one upload.
  func makeWorkplace(named name: String) async throws -> any MediaWorkplace
  /// A file for reading; whether it is there is found out by the reader.
  func file(_ name: MediaFileName, of key: MediaKey) -> StoredFile
  /// Those of the items of which a file is missing.
  func missing(among items: [MediaItem]) async throws -> [MediaItem]
  /// Removes the files of these keys.
  func remove(_ keys: [MediaKey]) async throws
  /// Keys of files that were stored before `moment`, some at a time.
  func keys(storedBefore moment: Timestamp, _ body: ([MediaKey]) async throws -> Void) async throws
  func close()
}

/// A folder in which one upload is written and worked through.
protocol MediaWorkplace: Sendable {
  /// The folder's name in `MediaStore.workplaces`. The upload is the file `source` in it.
  var name: String { get }
  func write(_ bytes: [UInt8]) async throws
  /// The names in the folder, made durable under the key. What they weigh together, in bytes.
  func keep(_ names: [MediaFileName], as key: MediaKey) async throws -> Int64
  /// Removes the folder with all that was not kept.
  func remove() async
}

/// Where a stored file is read from.
enum StoredFile: Hashable, Sendable {
  /// A path on this machine.
  case disk(String)
}
