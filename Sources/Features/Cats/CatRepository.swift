import Core
import SQL

/// The cats themselves, and the objects of their place.
struct CatRepository: PlaceObjects {
  let database: Database
  let clock: DayClock

  var kind: PlaceKind { .cats }

  /// All twelve, in table order.
  func all() async throws -> [KeptCat] { try await database.all(Self.all) }

  func cat(_ cat: Cat, at snapshot: Snapshot) async throws -> KeptCat? {
    try await snapshot.first("SELECT \(KeptCat.columns) FROM cats c WHERE c.position = \(cat)")
  }

  func awake(in transaction: Transaction) async throws -> [Cat] {
    try await transaction.values("SELECT position FROM cats WHERE is_awake ORDER BY position")
  }

  /// Locks some cats, in table order, so that rows of one cat are made one at a time.
  func lock(_ cats: [Cat], in transaction: Transaction) async throws -> [KeptCat] {
    try await transaction.all(
      """
      SELECT \(KeptCat.columns) FROM cats c WHERE c.position IN (\(list: cats)) ORDER BY c.position \(sqlite: "", postgres: "FOR UPDATE")
      """)
  }

  /// Writes what changed about a cat.
  func update(_ kept: KeptCat, in transaction: Transaction) async throws {
    let last = kept.last
    try await transaction.queue(
      """
      UPDATE cats SET gain = \(kept.gain), is_awake = \(kept.isAwake), n = \(last?.number ?? 0), row_at = \(last?.at),
        pleasure = \(last?.after.pleasure), arousal = \(last?.after.arousal), dominance = \(last?.after.dominance), label = \(last?.label),
        shown_at = \(kept.shownAt), reason = \(kept.reason), seq = \(kept.sequence)
      WHERE position = \(kept.cat)
      """)
  }

  /// Takes as many sequences as cats change, and returns the first.
  func takeSequences(_ count: Int, in transaction: Transaction) async throws -> Int64 {
    let (place, count) = (PlaceID.cats, Int64(count))
    let last = try await transaction.value(
      """
      INSERT INTO places (kind, number, seq) VALUES (\(place.kind), \(place.number), \(count))
      ON CONFLICT (kind, number) DO UPDATE SET seq = places.seq + \(count) RETURNING seq
      """, as: Int64.self)
    guard let last else { throw AppError(.serverError, "Something went wrong on our side") }
    return last - count + 1
  }

  // MARK: The place

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.all, as: KeptCat.self).map { $0.object(clock) }
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await snapshot.all(
      "SELECT \(KeptCat.columns) FROM cats c WHERE c.seq > \(sequence) ORDER BY c.seq LIMIT \(limit)", as: KeptCat.self
    ).map { $0.object(clock) }
  }

  private static let all: SQL = "SELECT \(KeptCat.columns) FROM cats c ORDER BY c.position"
}
