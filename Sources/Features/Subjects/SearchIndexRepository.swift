import Core
import SQL

/// The index of the search. Features call it in the transaction that changes a thing, so that the thing is found, or not, from the answer
/// of the change on. Each change is one statement, and no journey of its own.
public struct SearchIndexRepository: Sendable {
  public init() {}

  /// Writes a thing as it is now, whether it is in the index or not.
  public func write(_ document: SearchDocument, in transaction: Transaction) async throws {
    try await transaction.queue(Self.replacement(by: document))
  }

  /// Adds a thing from before the index, unless it is there.
  func addMissing(_ document: SearchDocument, in transaction: Transaction) async throws {
    try await transaction.queue(Self.addition(of: document))
  }

  public func remove(_ number: SubjectNumber, in transaction: Transaction) async throws {
    try await transaction.queue("DELETE FROM search_documents WHERE \(Self.number) = \(number)")
  }

  /// Removes all that the member made of this kind.
  public func removeAll(_ kind: SubjectName, by author: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      DELETE FROM search_documents
      WHERE \(Self.number) IN (\(Self.marked(IndexTermRows.mark(author: author))) AND d.kind = \(kind.number))
      """)
  }

  /// Removes some of what stands in a room; how many.
  public func remove(someIn room: RoomID, atMost limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      "DELETE FROM search_documents WHERE \(Self.number) IN (\(Self.marked(IndexTermRows.mark(room: room))) LIMIT \(limit))")
  }
}

// MARK: Statements

extension SearchIndexRepository {
  static var number: SQL { "\(sqlite: "rowid", postgres: "number")" }

  private static func marked(_ mark: String) -> SQL {
    """
    SELECT d.\(number) FROM search_documents d
    WHERE \(sqlite: "search_documents MATCH '\"' || ", postgres: "d.lexemes @@ CAST('''' || CAST(")\(mark)
      \(sqlite: " || '\"'", postgres: " AS TEXT) || '''' AS TSQUERY)")
    """
  }

  static func replacement(by document: SearchDocument) -> SQL {
    """
    INSERT \(sqlite: "OR REPLACE", postgres: "") INTO search_documents \(row(of: document)) WHERE TRUE
    \(sqlite: "", postgres: "ON CONFLICT (number) DO UPDATE SET terms = excluded.terms, lexemes = excluded.lexemes,")
    \(sqlite: "", postgres: "kind = excluded.kind, subject = excluded.subject, author_id = excluded.author_id")
    """
  }

  /// SQLite's index fails at a row that is there, whatever it is told to do about conflicts.
  static func addition(of document: SearchDocument) -> SQL {
    """
    INSERT INTO search_documents \(row(of: document))
    WHERE NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.\(number) = t.number)
    \(sqlite: "", postgres: "ON CONFLICT (number) DO NOTHING")
    """
  }

  /// SQLite's index makes its entries of the terms itself.
  private static func row(of document: SearchDocument) -> SQL {
    """
    (\(number), kind, subject, author_id, terms\(sqlite: "", postgres: ", lexemes"))
    SELECT t.*\(sqlite: "", postgres: ", array_to_tsvector(string_to_array(t.terms, ' '))") FROM (
      SELECT CAST(\(document.number) AS BIGINT) AS number, CAST(\(document.kind.number) AS BIGINT) AS kind,
        CAST(\(document.id) AS BIGINT) AS subject, CAST(\(document.author) AS BIGINT) AS author_id,
        CAST(\(IndexTermRows.text(of: document)) AS TEXT) AS terms
    ) t
    """
  }
}
