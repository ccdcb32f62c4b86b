import CPostgres

/// The rows of one statement, in libpq's memory. Belongs to no thread: libpq's results are independent of their connection.
final class PostgresAnswer: @unchecked Sendable {
  let result: OpaquePointer
  /// Whether the connection's transaction was open when this was answered.
  let isInTransaction: Bool

  init(_ result: OpaquePointer, isInTransaction: Bool) {
    self.result = result
    self.isInTransaction = isInTransaction
  }

  deinit { PQclear(result) }

  /// Rows inserted, changed or deleted by an INSERT, UPDATE or DELETE; 0 for everything else.
  var changes: Int {
    guard let tag = PQcmdStatus(result), !String(cString: tag).hasPrefix("SELECT"), let count = PQcmdTuples(result) else { return 0 }
    return Int(String(cString: count)) ?? 0
  }

  /// `COMMIT` answers `ROLLBACK` when the transaction had failed.
  var tag: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

  func rows(_ each: (Row) throws -> Bool) throws {
    try withExtendedLifetime(self) {
      for row in 0..<PQntuples(result) {
        guard try each(Row(PostgresRow(result: result, row: row))) else { return }
      }
    }
  }
}
