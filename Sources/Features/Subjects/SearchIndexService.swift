import Core

/// Keeps the index of the search. The server's own.
public struct SearchIndexService: Sendable {
  /// Things in one transaction: few enough that no writer waits long.
  static let batch = 100

  let work: UnitOfWork
  let kinds: [any SubjectKind]
  let search: SearchRepository
  let index = SearchIndexRepository()
  let progress = IndexProgressRepository()

  /// Adds the things from before the index, newest first. Ends when the index is complete. Returns how many things it added.
  @discardableResult
  public func complete(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    var count = 0
    for kind in kinds where kind.isInSearch {
      while let added = try await bite(kind) {
        try Task.checkCancellation()
        count += added
      }
    }
    return count
  }

  /// Nil when nothing of the kind is missing. A node that is killed repeats one bite.
  private func bite(_ kind: any SubjectKind) async throws -> Int? {
    try await work.transaction { transaction in
      let bound = try await progress.missing(of: kind.name, in: transaction)
      guard bound > 0 else { return nil }
      let batch = try await kind.documents(below: bound, limit: Self.batch, in: transaction)
      for document in batch.documents { try await index.addMissing(document, in: transaction) }
      try await progress.note(batch.lowest ?? 0, of: kind.name, in: transaction)
      return batch.documents.count
    }
  }

  /// Removes deleted texts from the files of the index.
  public func merge(_ scope: Scope) async throws {
    try scope.require(.admin)
    var changes = try await work.transaction { transaction in try await search.merge(.beginning, in: transaction) }
    while changes > 0 {
      try Task.checkCancellation()
      changes = try await work.transaction { transaction in try await search.merge(.continuing, in: transaction) }
    }
  }
}
