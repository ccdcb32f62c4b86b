import Core
import Relations
import SQL

/// Patterns and their revisions. They are objects of their places.
struct PatternRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .pattern }

  // MARK: Reading

  /// Runs reads at one moment.
  func read<Result: Sendable>(_ body: @Sendable (Snapshot) async throws -> Result) async throws -> Result {
    try await database.read(body)
  }

  /// A pattern that the viewer sees.
  ///
  /// - Parameter deleted: Also one that is deleted.
  func visible(_ id: PatternID, to viewer: UserID?, deleted: Bool = false, in connection: Connection) async throws -> Pattern? {
    try await connection.first(Self.visible(id, to: viewer, deleted: deleted))
  }

  func visible(_ id: PatternID, to viewer: UserID?) async throws -> Pattern? {
    try await database.read { try await visible(id, to: viewer, in: $0) }
  }

  func pattern(_ id: PatternID, in connection: Connection) async throws -> Pattern? {
    try await connection.first("SELECT \(PatternRows.columns) FROM \(PatternRows.joins) WHERE p.id = \(id)")
  }

  func revision(_ number: Int, of id: PatternID, in connection: Connection) async throws -> PatternRevision? {
    try await connection.first(
      "SELECT pattern_id, number, title, loop, created_at FROM pattern_revisions WHERE pattern_id = \(id) AND number = \(number)")
  }

  /// A pinned loop, if the viewer sees its pattern.
  func heard(_ pin: PinnedLoop, by viewer: UserID?, in connection: Connection) async throws -> HeardLoop? {
    guard let pattern = try await visible(pin.pattern, to: viewer, in: connection),
      let revision = try await revision(pin.revision, of: pin.pattern, in: connection)
    else { return nil }
    return HeardLoop(pin: pin, title: pattern.title, loop: revision.loop)
  }

  func list(_ request: PatternListRequest, for viewer: UserID?) async throws -> PatternSlice {
    let found = try await database.all(Self.list(request, for: viewer), as: Pattern.self)
    let shown = Array(found.prefix(request.limit))
    return PatternSlice(patterns: shown, next: found.count > request.limit ? shown.last?.id : nil)
  }

  /// What a member can choose from: the newest of their own, and then the newest of others.
  func names(for member: UserID, heardBy readers: StoryVisibility) async throws -> [PatternName] {
    try await database.read { snapshot in
      var names: [PatternName] = []
      for statement in [Self.ownNames(of: member, heardBy: readers), Self.otherNames(for: member, heardBy: readers)] {
        names += try await snapshot.all(statement) { row in PatternName(id: try row[0], title: try row[1], revision: try row[2]) }
      }
      return names
    }
  }

  /// The newest of those that the member has made since a moment.
  func made(by user: UserID, since moment: Timestamp, limit: Int, in connection: Connection) async throws -> [PatternID] {
    try await connection.values(
      """
      SELECT id FROM patterns WHERE owner_id = \(user) AND created_at >= \(moment) AND deleted_at IS NULL ORDER BY id DESC LIMIT \(limit)
      """)
  }

  // MARK: Changing

  func insert(
    _ title: String, _ visibility: StoryVisibility, _ loop: String, of owner: UserID, from parent: Pattern? = nil, at now: Timestamp,
    in transaction: Transaction
  ) async throws -> PatternID {
    let made: PatternID? = try await transaction.value(
      """
      INSERT INTO patterns (owner_id, title, visibility, parent_id, origin_id, depth, seq, created_at, updated_at)
      VALUES (\(owner), \(title), \(visibility), \(parent?.id), \(parent?.lineage.root), \(parent.map { $0.lineage.depth + 1 } ?? 0), 0,
        \(now), \(now)) RETURNING id
      """)
    guard let made else { throw AppError(.serverError, "Something went wrong on our side") }
    let sequence = try await PlaceID.pattern(made).takeSeq(in: transaction)
    try await transaction.run("UPDATE patterns SET seq = \(sequence), origin_id = COALESCE(origin_id, id) WHERE id = \(made)")
    try await keep(loop, titled: title, as: 1, of: made, at: now, in: transaction)
    return made
  }

  func update(
    _ id: PatternID, _ title: String, _ visibility: StoryVisibility, revision: Int, _ sequence: Int64, at now: Timestamp,
    in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      UPDATE patterns SET title = \(title), visibility = \(visibility), version = version + 1, revision = \(revision), seq = \(sequence),
        updated_at = \(now) WHERE id = \(id)
      """)
  }

  func keep(
    _ loop: String, titled title: String, as number: Int, of id: PatternID, at now: Timestamp, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      INSERT INTO pattern_revisions (pattern_id, number, title, loop, created_at)
      VALUES (\(id), \(number), \(title), \(loop), \(now))
      """)
  }

  func setDeleted(
    _ id: PatternID, at moment: Timestamp?, byStaff: Bool, _ sequence: Int64, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      "UPDATE patterns SET deleted_at = \(moment), removed_by_staff = \(byStaff), seq = \(sequence) WHERE id = \(id)")
  }

  /// Erases what can no longer be brought back: at most `limit`; how many there were.
  func erase(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let ids = try await transaction.values(
      "SELECT id FROM patterns WHERE deleted_at IS NOT NULL AND deleted_at <= \(moment) ORDER BY deleted_at LIMIT \(limit)",
      as: PatternID.self)
    try await erase(ids, in: transaction)
    return ids.count
  }

  func erase(_ ids: [PatternID], in transaction: Transaction) async throws {
    guard !ids.isEmpty else { return }
    try await transaction.run("DELETE FROM patterns WHERE id IN (\(list: ids))")
    let places = PlaceRepository(database)
    for id in ids { try await places.forget(.pattern(id), in: transaction) }
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await pattern(PatternID(place.number), in: snapshot).map { $0.deletedAt == nil ? [$0.object] : [] } ?? []
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    guard let pattern = try await pattern(PatternID(place.number), in: snapshot), pattern.sequence > sequence else { return [] }
    return [pattern.object]
  }

  // MARK: As a place

  /// Those of the viewers who may not see the pattern any longer.
  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    guard !viewers.isEmpty else { return [] }
    return try await database.read { snapshot in
      try await snapshot.all(Self.ended(among: viewers)) { row in
        EndedView(Viewer(try row[1], of: .pattern(try row[0])), because: try row[2])
      }
    }
  }
}

// MARK: Statements

extension PatternRepository {
  static func visible(_ id: PatternID, to viewer: UserID?, deleted: Bool = false) -> SQL {
    let caller = viewer.map { "\($0)" as SQL }
    let presence: SQL = deleted ? "1 = 1" : "p.deleted_at IS NULL"
    return """
      SELECT \(PatternRows.columns) FROM \(PatternRows.joins) WHERE p.id = \(id) AND \(presence) AND \(PatternRows.admits(caller))
      """
  }

  /// The newest first. Those that others keep private are not even read.
  static func list(_ request: PatternListRequest, for viewer: UserID?) -> SQL {
    let caller = viewer.map { "\($0)" as SQL }
    let before: SQL = request.before.map { "AND p.id < \($0)" } ?? ""
    let limit = request.limit + 1
    let listed: SQL = """
      SELECT p.id FROM \(PatternRows.owned) WHERE p.visibility <> 'private' AND p.deleted_at IS NULL AND \(PatternRows.admits(caller))
        \(before) ORDER BY p.id DESC LIMIT \(limit)
      """
    guard let caller else { return page(of: listed, limit) }
    let own: SQL = """
      SELECT p.id FROM \(PatternRows.owned) WHERE p.owner_id = \(caller) AND \(PatternRows.visible(to: caller)) \(before)
      ORDER BY p.id DESC LIMIT \(limit)
      """
    return page(of: request.isMine ? own : "SELECT id FROM (\(listed)) l UNION SELECT id FROM (\(own)) o", limit)
  }

  static func ownNames(of member: UserID, heardBy readers: StoryVisibility) -> SQL {
    """
    SELECT p.id, p.title, p.revision FROM patterns p
    WHERE p.owner_id = \(member) AND p.deleted_at IS NULL AND p.visibility IN (\(list: reaching(readers)))
    ORDER BY p.id DESC LIMIT \(PatternName.most)
    """
  }

  static func otherNames(for member: UserID, heardBy readers: StoryVisibility) -> SQL {
    """
    SELECT p.id, p.title, p.revision FROM \(PatternRows.owned)
    WHERE p.visibility <> 'private' AND p.deleted_at IS NULL AND p.visibility IN (\(list: reaching(readers))) AND p.owner_id <> \(member)
      AND \(PatternRows.admits("\(member)")) ORDER BY p.id DESC LIMIT \(PatternName.most)
    """
  }

  private static func reaching(_ readers: StoryVisibility) -> [StoryVisibility] {
    StoryVisibility.allCases.filter { $0.reaches(readers) }
  }

  private static func page(of ids: SQL, _ limit: Int) -> SQL {
    "SELECT \(PatternRows.columns) FROM \(PatternRows.joins) WHERE p.id IN (SELECT id FROM (\(ids)) i) ORDER BY p.id DESC LIMIT \(limit)"
  }

  static func ended(among viewers: [Viewer]) -> SQL {
    let viewer: SQL = "v.viewer"
    let isGone: SQL = "(u.id IS NULL OR p.deleted_at IS NOT NULL OR NOT \(PersonRows.present))"
    return """
      SELECT v.place, v.viewer, CASE WHEN \(isGone) THEN 'gone' WHEN \(PersonRows.unblocked("u.id", viewer)) THEN 'private' ELSE 'blocked' END
      FROM \(ViewerRows.table(viewers)) LEFT JOIN patterns p ON p.id = v.place LEFT JOIN users u ON u.id = p.owner_id
      WHERE \(isGone) OR NOT \(PatternRows.visible(to: viewer))
      """
  }
}
