import Core
import SQL

/// Changes of many rows of walls at once.
enum WallRows {
  /// Gives new sequences to all these stickers and entries, and returns what to tell: each of them. If they are more than 200, the rows stay as
  /// they are and every viewer starts over, those too who come back later with an older cursor.
  ///
  /// - Parameters:
  ///   - stickers: A condition on rows of `stickers`; nil for none.
  ///   - entries: A condition on rows of `guestbook_entries`.
  static func renumber(stickers: SQL?, entries: SQL, on owner: UserID, in transaction: Transaction) async throws -> [Event] {
    let (place, limit) = (PlaceID.wall(owner), HistoryPage.mostObjects)
    _ = try await lock(owner, in: transaction)
    let many = try await count("stickers", stickers ?? "1 = 0", upTo: limit + 1, in: transaction)
    let some = try await count("guestbook_entries", entries, upTo: limit + 1, in: transaction)
    guard many + some > 0 else { return [] }
    guard many + some <= limit else {
      try await place.collect(upTo: place.takeSeq(in: transaction), in: transaction)
      return [Event(node: .placeReset(place))]
    }
    let last = try await transaction.value(
      "UPDATE places SET seq = seq + \(many + some) WHERE kind = \(place.kind) AND number = \(place.number) RETURNING seq", as: Int64.self)
    guard let last else { throw AppError(.serverError, "Something went wrong on our side") }
    let before = last - Int64(many + some)
    if let stickers, many > 0 { try await transaction.run(numbering("stickers", stickers, after: before)) }
    if some > 0 { try await transaction.run(numbering("guestbook_entries", entries, after: before + Int64(many))) }
    let objects =
      try await StickerRepository.objects(on: owner, after: before, limit: limit, at: transaction)
      + GuestbookRepository.objects(of: owner, after: before, limit: limit, at: transaction)
    return objects.map { Event(changed: $0, in: place) }
  }

  /// Says that rows are gone for good, so that cursors from before them have to start over. Walls in ascending order: two such
  /// transactions cannot wait for each other.
  static func collect(_ erased: [(owner: UserID, sequence: Int64)], in transaction: Transaction) async throws {
    for (owner, rows) in Dictionary(grouping: erased, by: \.owner).sorted(by: { $0.key < $1.key }) {
      try await PlaceID.wall(owner).collect(upTo: rows.map(\.sequence).max() ?? 0, in: transaction)
    }
  }

  /// Makes other changes of the wall wait until the transaction ends. False if there is no such wall.
  static func lock(_ owner: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM walls WHERE user_id = \(owner) \(sqlite: "", postgres: "FOR UPDATE")", as: Int.self) != nil
  }

  /// The owners of other members' walls with something on them by this member, in ascending order.
  static func owners(ofWallsWith maker: UserID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      """
      SELECT owner_id FROM stickers WHERE placed_by = \(maker) AND owner_id <> \(maker) AND deleted_at IS NULL
      UNION SELECT owner_id FROM guestbook_entries WHERE author_id = \(maker) AND owner_id <> \(maker) AND deleted_at IS NULL
      ORDER BY owner_id
      """)
  }

  private static func count(_ table: SQL, _ condition: SQL, upTo most: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.value("SELECT count(*) FROM (SELECT 1 FROM \(table) WHERE \(condition) LIMIT \(most)) AS found", as: Int.self)
      ?? 0
  }

  private static func numbering(_ table: SQL, _ condition: SQL, after sequence: Int64) -> SQL {
    """
    UPDATE \(table) SET seq = \(sequence) + n.position FROM
      (SELECT id, row_number() OVER (ORDER BY id) AS position FROM \(table) WHERE \(condition)) n
    WHERE n.id = \(table).id
    """
  }
}
