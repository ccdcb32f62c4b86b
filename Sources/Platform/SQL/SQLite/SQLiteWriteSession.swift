import CSQLite

/// One write inside the batch's transaction.
final class SQLiteWriteSession: WriteSession {
  /// What undoing a write has come to.
  enum Undoing {
    case undone
    /// The whole transaction was rolled back.
    case undoneWithNeighbours
    /// SQLite itself has rolled it back, for this reason.
    case lost(SQLError)
  }

  private let sqlite: SQLiteConnection
  private let hasSavepoint: Bool
  private let before: Int64
  /// The error of the first statement that failed; nothing more is executed after it, as PostgreSQL has it too.
  private(set) var failure: SQLError?
  private var hasEnded = false
  private var isLost = false

  init(_ sqlite: SQLiteConnection, hasSavepoint: Bool) {
    self.sqlite = sqlite
    self.hasSavepoint = hasSavepoint
    before = sqlite.changeMark
  }

  func rows(_ sql: SQL, _ each: (Row) throws -> Bool) async throws {
    try requireUsable()
    do { try sqlite.rows(sql, each) } catch let error as SQLError {
      throw note(error)
    }
  }

  func run(_ sql: SQL) async throws -> Int {
    try requireUsable()
    do throws(SQLError) { return try sqlite.run(sql) } catch { throw note(error) }
  }

  func queue(_ sql: SQL) async throws { _ = try await run(sql) }

  func script(_ text: String) async throws {
    try requireUsable()
    do throws(SQLError) {
      try sqlite.script(text)
      if sqlite.isIdle { throw SQLError.misuse("a script that ends its transaction") }
    } catch {
      throw note(error)
    }
  }

  func setSavepoint() async throws {
    try requireUsable()
    do throws(SQLError) { try sqlite.control("SAVEPOINT part") } catch { throw note(error) }
  }

  func releaseSavepoint() async throws {
    try requireUsable()
    do throws(SQLError) { try sqlite.control("RELEASE part") } catch { throw note(error) }
  }

  func undoSavepoint() async throws {
    if isLost, let failure { throw failure }
    do throws(SQLError) {
      try sqlite.control("ROLLBACK TO part")
      try sqlite.control("RELEASE part")
    } catch {
      throw note(error)
    }
    failure = nil
  }

  /// Makes the write part of the batch. Throws when one of its statements failed, even if the body took no notice.
  func finish() throws(SQLError) {
    if let failure { throw failure }
    hasEnded = true
    // A deferred foreign key would otherwise fail the COMMIT, and with it the neighbours.
    if csqlite_deferred_foreign_keys(sqlite.handle) != 0 { throw .foreignKeyViolation }
    guard hasSavepoint else { return }
    do throws(SQLError) { try sqlite.control("RELEASE write") } catch { throw note(error) }
  }

  /// Undoes the write, and leaves its neighbours as they are where that can be.
  func undo() -> Undoing {
    hasEnded = true
    guard !sqlite.isIdle else { return .lost(failure ?? .unavailable("the transaction was lost")) }
    do throws(SQLError) {
      if hasSavepoint {
        try sqlite.control("ROLLBACK TO write")
        try sqlite.control("RELEASE write")
      } else if sqlite.changeMark != before {
        try sqlite.control("ROLLBACK")
        return .undoneWithNeighbours
      }
      return .undone
    } catch {
      // Its changes can no longer be told from those of its neighbours: all of them are undone.
      try? sqlite.control("ROLLBACK")
      return .lost(error)
    }
  }

  private func requireUsable() throws(SQLError) {
    if let failure { throw failure }
    if hasEnded { throw .misuse("a statement after the end of its transaction") }
  }

  private func note(_ error: SQLError) -> SQLError {
    if sqlite.isIdle { isLost = true }
    if case .decoding = error { return error }
    failure = failure ?? error
    return error
  }
}
