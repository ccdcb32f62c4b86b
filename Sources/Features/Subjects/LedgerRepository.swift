import Core
import SQL

/// The ledger of what members publish, which feeds are read from. Features call it in the transaction that publishes a thing, removes it or
/// brings it back. What an entry shows, and who sees it, is asked of its kind.
public struct LedgerRepository: Sendable {
  public init() {}

  /// Enters a thing that was just published.
  public func publish(
    _ kind: SubjectName, _ subject: Int64, by author: UserID, at moment: Timestamp, in transaction: Transaction
  ) async throws -> LedgerEntry {
    let entered = try await transaction.first(
      """
      INSERT INTO feed_entries (kind, subject, author_id, created_at) VALUES (\(kind.number), \(subject), \(author), \(moment))
      RETURNING \(Self.columns)
      """, as: LedgerEntry.self)
    guard let entered else { throw AppError(.serverError, "Something went wrong on our side") }
    return entered
  }

  /// Takes a thing out of all feeds; nil if it was in none.
  public func remove(_ kind: SubjectName, _ subject: Int64, in transaction: Transaction) async throws -> LedgerEntry? {
    try await transaction.first(
      "\(Self.marking(kind, subject, isGone: true)) RETURNING \(Self.columns)", as: LedgerEntry.self)
  }

  /// Brings a removed thing back to its old place.
  public func restore(_ kind: SubjectName, _ subject: Int64, in transaction: Transaction) async throws {
    try await transaction.queue(Self.marking(kind, subject, isGone: false))
  }

  /// Erases the entries of things that cannot be brought back.
  public func forget(_ kind: SubjectName, _ subjects: [Int64], in transaction: Transaction) async throws {
    guard !subjects.isEmpty else { return }
    try await transaction.run("DELETE FROM feed_entries WHERE kind = \(kind.number) AND subject IN (\(list: subjects))")
  }

  /// Erases all entries of a member.
  func forgetAll(by author: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM feed_entries WHERE author_id = \(author)")
  }
}

// MARK: Statements

extension LedgerRepository {
  static var columns: SQL { "id, kind, subject, author_id, created_at" }

  static func marking(_ kind: SubjectName, _ subject: Int64, isGone: Bool) -> SQL {
    "UPDATE feed_entries SET is_gone = \(isGone) WHERE kind = \(kind.number) AND subject = \(subject) AND is_gone = \(!isGone)"
  }
}

extension LedgerEntry: RowDecodable {
  public init(row: Row) throws {
    guard let kind = SubjectName(number: try row[1]) else { throw SQLError.decoding(column: 1, "is not a kind of things") }
    self.init(id: try row[0], kind: kind, subject: try row[2], author: try row[3], createdAt: try row[4])
  }
}
