import Core
import SQL

/// Which things use which files. For the features that have the things, inside the transaction that changes one.
public struct MediaUseRepository: Sendable {
  private let media: MediaRepository

  public init(_ database: Database) { media = MediaRepository(database: database) }

  /// Makes the thing use exactly these files, in place of those it used before, and returns them. `VALIDATION_ERROR` naming each claim's
  /// field if it is not the owner's own or of the wrong kind. None at all releases what the thing used.
  @discardableResult
  public func claim(
    _ claims: [MediaClaim], for subject: Int64, of kind: any MediaUseRows, owner: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> [MediaID: ShownMedia] {
    let items = try await items(Set(claims.map(\.id)), of: owner, inPlaceOfThoseOf: subject, kind, in: transaction)
    try Self.refuse(claims, that: items)
    let kept = items.values.map(\.number)
    try await release(from: [subject], of: kind, except: kept, at: now, in: transaction)
    for number in kept.sorted() {
      try await transaction.queue(
        """
        INSERT INTO media_uses (media, kind, subject, is_living) VALUES (\(number), \(kind.name), \(subject), \(true))
        ON CONFLICT (kind, subject, media) DO UPDATE SET is_living = \(true)
        """)
    }
    if !kept.isEmpty { try await transaction.run("UPDATE media SET unused_since = NULL WHERE number IN (\(list: kept))") }
    return items.mapValues(\.shown)
  }

  /// Throws what `claim` would, for a thing that is still to be made. No other transaction deletes the files before this one ends.
  public func check(_ claims: [MediaClaim], owner: UserID, in transaction: Transaction) async throws {
    guard !claims.isEmpty else { return }
    let found: [MediaItem] = try await transaction.all(
      """
      SELECT \(MediaRepository.columns) FROM media m
      WHERE m.id IN (\(list: claims.map(\.id))) AND m.user_id = \(owner) AND m.removed_at IS NULL ORDER BY m.number
      \(sqlite: "", postgres: "FOR UPDATE")
      """)
    try Self.refuse(claims, that: Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Makes the thing use this file and no other. The file may be anybody's: the caller has checked that the thing may have it, for example
  /// because it had it before. False if the file is gone or staff removed it; then the thing uses what it used before.
  public func reuse(
    _ id: MediaID, for subject: Int64, of kind: any MediaUseRows, at now: Timestamp, in transaction: Transaction
  ) async throws -> Bool {
    guard let owner = try await owner(of: id, in: transaction) else { return false }
    try await claim([MediaClaim(id, field: "media")], for: subject, of: kind, owner: owner, at: now, in: transaction)
    return true
  }

  /// Whose file it is, if `reuse` would succeed; else nil. No other transaction deletes the file before this one ends.
  public func owner(of id: MediaID, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value(
      "SELECT user_id FROM media WHERE id = \(id) AND removed_at IS NULL \(sqlite: "", postgres: "FOR UPDATE")")
  }

  private static func refuse(_ claims: [MediaClaim], that items: [MediaID: MediaItem]) throws {
    var problems: [String: String] = [:]
    for claim in claims { problems[claim.field] = claim.problem(with: items[claim.id]) ?? problems[claim.field] }
    if let (field, problem) = problems.min(by: { $0.key < $1.key }) {
      throw AppError(.validation, "\(field) \(problem)", details: problems)
    }
  }

  /// The things are removed and can come back: their files are kept but not served, unless something else shows them.
  public func hold(_ subjects: [Int64], of kind: any MediaUseRows, in transaction: Transaction) async throws {
    guard !subjects.isEmpty else { return }
    try await transaction.run(
      "UPDATE media_uses SET is_living = \(false) WHERE kind = \(kind.name) AND subject IN (\(list: subjects))")
  }

  /// Many removed things come back; what is missing of their files does not matter.
  public func revive(_ subjects: [Int64], of kind: any MediaUseRows, in transaction: Transaction) async throws {
    guard !subjects.isEmpty else { return }
    try await lock(subjects, of: kind, in: transaction)
    try await transaction.run(
      "UPDATE media_uses SET is_living = \(true) WHERE kind = \(kind.name) AND subject IN (\(list: subjects))")
  }

  /// A removed thing comes back. Returns the files it still has: those that were deleted meanwhile are missing.
  public func revive(_ subject: Int64, of kind: any MediaUseRows, in transaction: Transaction) async throws -> Set<MediaID> {
    // So that no deletion of a file, which looks for living uses, runs between these statements.
    try await lock([subject], of: kind, in: transaction)
    try await transaction.run("UPDATE media_uses SET is_living = \(true) WHERE kind = \(kind.name) AND subject = \(subject)")
    return Set(
      try await transaction.values(
        """
        SELECT m.id FROM media_uses x JOIN media m ON m.number = x.media WHERE x.kind = \(kind.name) AND x.subject = \(subject)
        """))
  }

  /// The things are gone for good. Files that nothing uses now are kept for seven days.
  public func release(_ subjects: [Int64], of kind: any MediaUseRows, at now: Timestamp, in transaction: Transaction) async throws {
    try await release(from: subjects, of: kind, except: [], at: now, in: transaction)
  }

  /// The things are gone for good, and so are the owner's files that nothing else uses. Hand the result to `MediaService.remove` when the
  /// transaction has been committed.
  public func releaseAndErase(
    _ subjects: [Int64], of kind: any MediaUseRows, owner: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> ErasedMedia {
    guard !subjects.isEmpty, try await media.lock(owner, in: transaction) else { return ErasedMedia([]) }
    let numbers = try await release(from: subjects, of: kind, except: [], at: now, in: transaction)
    guard !numbers.isEmpty else { return ErasedMedia([]) }
    let items: [MediaItem] = try await transaction.all(
      """
      SELECT \(MediaRepository.columns) FROM media m
      WHERE m.number IN (\(list: numbers)) AND m.user_id = \(owner) AND m.unused_since IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = m.number)
      ORDER BY m.number
      \(sqlite: "", postgres: "FOR UPDATE")
      """)
    try await media.erase(items, of: owner, in: transaction)
    return ErasedMedia(items.map(\.key))
  }

  /// Those of the owner's. They and what the thing uses so far are locked, all in the order of their numbers.
  private func items(
    _ ids: Set<MediaID>, of owner: UserID, inPlaceOfThoseOf subject: Int64, _ kind: any MediaUseRows, in transaction: Transaction
  ) async throws -> [MediaID: MediaItem] {
    // What staff removed stays where it is shown, and is shown nowhere else.
    let named: SQL =
      ids.isEmpty
      ? "" : "SELECT number FROM media WHERE id IN (\(list: Array(ids))) AND user_id = \(owner) AND removed_at IS NULL UNION ALL"
    let items: [MediaItem] = try await transaction.all(
      """
      SELECT \(MediaRepository.columns) FROM media m
      WHERE m.number IN (\(named) SELECT media FROM media_uses WHERE kind = \(kind.name) AND subject = \(subject)) ORDER BY m.number
      \(sqlite: "", postgres: "FOR UPDATE")
      """)
    return Dictionary(
      items.filter { ids.contains($0.id) && $0.owner == owner }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Locks the files that the things use: no other transaction claims one of them before this one ends.
  private func lock(_ subjects: [Int64], of kind: any MediaUseRows, in transaction: Transaction) async throws {
    _ = try await transaction.values(
      """
      SELECT number FROM media
      WHERE number IN (SELECT media FROM media_uses WHERE kind = \(kind.name) AND subject IN (\(list: subjects)))
      ORDER BY number \(sqlite: "", postgres: "FOR UPDATE")
      """, as: Int64.self)
  }

  /// Returns the numbers of the files that were released.
  @discardableResult
  private func release(
    from subjects: [Int64], of kind: any MediaUseRows, except kept: [Int64], at now: Timestamp, in transaction: Transaction
  ) async throws -> [Int64] {
    guard !subjects.isEmpty else { return [] }
    try await lock(subjects, of: kind, in: transaction)
    let others: SQL = kept.isEmpty ? "" : "AND media NOT IN (\(list: kept))"
    let numbers: [Int64] = try await transaction.values(
      "DELETE FROM media_uses WHERE kind = \(kind.name) AND subject IN (\(list: subjects)) \(others) RETURNING media")
    guard !numbers.isEmpty else { return [] }
    try await transaction.run(
      """
      UPDATE media SET unused_since = \(now) WHERE number IN (\(list: numbers)) AND unused_since IS NULL
        AND NOT EXISTS (SELECT 1 FROM media_uses x WHERE x.media = media.number)
      """)
    return numbers
  }
}

/// Files whose rows were erased in a transaction.
public struct ErasedMedia: Sendable {
  let keys: [MediaKey]
  init(_ keys: [MediaKey]) { self.keys = keys }
}
