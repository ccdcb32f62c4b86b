import Core

/// Keeps the table of messages small: the old ones move to the archive, where paging back, catching up and changing find them.
public struct ArchiveService: Sendable {
  private let work: UnitOfWork
  private let archive: ArchiveRepository

  init(work: UnitOfWork, archive: ArchiveRepository) {
    self.work = work
    self.archive = archive
  }

  /// Archives what was written before `time`, in small bites; how many messages. The server does this itself, and clients see no difference, so
  /// nothing is told.
  @discardableResult
  public func archive(_ scope: Scope, writtenBefore time: Timestamp) async throws -> Int {
    try scope.require(.admin)
    var count = 0
    for room in try await archive.rooms() {
      while true {
        try Task.checkCancellation()
        let moved = try await work.transaction { try await archive.moveOut(of: room, writtenBefore: time, in: $0) }
        count += moved
        if moved < ArchiveRepository.batch { break }
      }
    }
    return count
  }
}
