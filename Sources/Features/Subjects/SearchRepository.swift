import Core
import SQL
import Words

/// Reads the index of the search.
public struct SearchRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// The newest things below `bound` that match, newest first.
  public func find(_ request: SearchRequest, below bound: SubjectNumber, limit: Int, at snapshot: Snapshot) async throws -> [FoundSubject] {
    // Common words are among the newest things. The whole index is asked only if these do not fill the page.
    if request.rooms.count <= Self.mostRoomsLookedAt {
      let newest = try await snapshot.all(Self.newest(request, below: bound, limit: limit), as: FoundSubject.self)
      if newest.count == limit { return newest }
    }
    return try await snapshot.all(Self.all(request, below: bound, limit: limit, database.dialect))
  }

  /// Removes deleted texts from the files of the index: SQLite keeps them in old segments until these are merged. It does a bounded part and
  /// returns 0 when nothing is left to do. PostgreSQL vacuums by itself.
  func merge(_ bite: MergeBite, in transaction: Transaction) async throws -> Int {
    guard database.dialect == .sqlite else { return 0 }
    let before = try await transaction.value("SELECT total_changes()", as: Int.self) ?? 0
    try await transaction.run("INSERT INTO search_documents (search_documents, rank) VALUES ('merge', \(bite.rawValue))")
    let changes = (try await transaction.value("SELECT total_changes()", as: Int.self) ?? 0) - before
    // The statement itself counts as one.
    return changes < 2 ? 0 : changes
  }

  /// The number of pages that are written at most. A negative one makes all segments take part.
  enum MergeBite: Int {
    case beginning = -200
    case continuing = 200
  }
}

// MARK: Statements

extension SearchRepository {
  /// How many of the newest things are looked at one by one.
  static let newestLookedAt = 1_000
  /// For members of more private rooms, looking at each thing costs more than the index.
  static let mostRoomsLookedAt = 20

  private static var number: SQL { SearchIndexRepository.number }

  static func newest(_ request: SearchRequest, below bound: SubjectNumber, limit: Int) -> SQL {
    """
    SELECT d.number, d.kind, d.subject FROM (
      SELECT \(number) AS number, kind, subject, author_id, ' ' || terms || ' ' AS terms FROM search_documents
      WHERE \(number) < \(bound) AND \(number) >= \(request.begin) ORDER BY \(number) DESC LIMIT \(newestLookedAt)
    ) d WHERE \(IndexTermRows.condition(request)) AND NOT (\(request.hidden)) ORDER BY d.number DESC LIMIT \(limit)
    """
  }

  static func all(_ request: SearchRequest, below bound: SubjectNumber, limit: Int, _ dialect: Dialect) -> SQL {
    switch dialect {
    case .sqlite:
      """
      SELECT d.rowid, d.kind, d.subject FROM search_documents d
      WHERE search_documents MATCH \(IndexTermRows.match(request)) AND d.rowid < \(bound) AND d.rowid >= \(request.begin)
        AND NOT (\(request.hidden)) ORDER BY d.rowid DESC LIMIT \(limit)
      """
    case .postgres:
      // What matches is read before it is sorted, and `+ 0` keeps the index by number out of the plan: PostgreSQL plans a prepared statement
      // without its values, takes each range for a narrow one, and would look at every thing there is.
      """
      WITH found AS MATERIALIZED (
        SELECT d.number, d.kind, d.subject, d.author_id FROM search_documents d
        WHERE d.lexemes @@ CAST(CAST(\(IndexTermRows.tsquery(request)) AS TEXT) AS TSQUERY)
          AND d.number + 0 < \(bound) AND d.number + 0 >= \(request.begin) AND \(IndexTermRows.phrases(request))
      )
      SELECT d.number, d.kind, d.subject FROM found d WHERE NOT (\(request.hidden)) ORDER BY d.number DESC LIMIT \(limit)
      """
    }
  }
}
