import SQL

/// Where each place stands: its last sequence, and up to which one tombstones have been collected.
public struct PlaceRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// Runs reads at one moment.
  func read<Result: Sendable>(_ body: @Sendable (Snapshot) async throws -> Result) async throws -> Result {
    try await database.read(body)
  }

  /// The place's head, and the sequence up to which tombstones are gone. A place that never changed stands at 0.
  func head(of place: PlaceID, at snapshot: Snapshot) async throws -> (head: PlaceHead, collected: Int64) {
    guard let row = try await snapshot.first(Self.head(of: place), as: HeadRow.self) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    return (PlaceHead(epoch: row.epoch, sequence: row.sequence), row.collected)
  }

  /// Where the place stands now: for a page that shows it. Read it before what the page shows, so that changes in between are told again
  /// instead of being missed.
  public func head(of place: PlaceID) async throws -> PlaceHead {
    try await read { try await head(of: place, at: $0).head }
  }

  /// The last sequences of those places that have changed at all.
  func lastSequences(of places: [PlaceID]) async throws -> [PlaceID: Int64] {
    guard let kind = places.first?.kind else { return [:] }
    let rows = try await database.all(Self.sequences(of: kind, places.map(\.number)), as: SequenceRow.self)
    return Dictionary(rows.map { (PlaceID(kind, $0.number), $0.sequence) }, uniquingKeysWith: { first, _ in first })
  }

  /// Forgets the place: when what it shows is erased.
  public func forget(_ place: PlaceID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM places WHERE kind = \(place.kind) AND number = \(place.number)")
  }
}

extension PlaceID {
  /// Takes the place's next sequence, in the transaction of the change that is written under it. The place is locked from here on, so
  /// sequences become visible in order.
  public func takeSeq(in transaction: Transaction) async throws -> Int64 {
    guard let sequence: Int64 = try await transaction.value(takingSeq) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    return sequence
  }

  /// Gives every older cursor `reset` from now on: when the transaction deletes tombstones up to this sequence, or changes more than is told
  /// one by one.
  public func collect(upTo sequence: Int64, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE places SET collected = \(sequence) WHERE kind = \(kind) AND number = \(number) AND collected < \(sequence)")
  }

  /// The statement of `takeSeq`, for a repository that makes it part of a larger one. Its one row is `seq`.
  public var takingSeq: SQL {
    """
    INSERT INTO places (kind, number, seq) VALUES (\(kind), \(number), 1)
    ON CONFLICT (kind, number) DO UPDATE SET seq = places.seq + 1
    RETURNING seq
    """
  }
}

// MARK: Statements

extension PlaceRepository {
  static func head(of place: PlaceID) -> SQL {
    """
    SELECT e.value, COALESCE(p.seq, 0), COALESCE(p.collected, 0) FROM meta e
    LEFT JOIN places p ON p.kind = \(place.kind) AND p.number = \(place.number) WHERE e.key = 'epoch'
    """
  }

  static func sequences(of kind: PlaceKind, _ numbers: [Int64]) -> SQL {
    "SELECT number, seq FROM places WHERE kind = \(kind) AND number IN (\(list: numbers))"
  }
}

extension PlaceKind: SQLEncodable {
  public var sqlValue: SQLValue { .text(description) }
}

private struct HeadRow: RowDecodable, Sendable {
  let epoch: String
  let sequence: Int64
  let collected: Int64

  init(row: Row) throws {
    epoch = try row[0]
    sequence = try row[1]
    collected = try row[2]
  }
}

private struct SequenceRow: RowDecodable, Sendable {
  let number: Int64
  let sequence: Int64

  init(row: Row) throws {
    number = try row[0]
    sequence = try row[1]
  }
}
