import Core
import Relations
import SQL

/// Stories without their verses. They are objects of their places.
struct StoryRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .story }

  // MARK: Reading

  /// Runs reads at one moment.
  func read<Result: Sendable>(_ body: @Sendable (Snapshot) async throws -> Result) async throws -> Result {
    try await database.read(body)
  }

  /// A story that the viewer sees.
  ///
  /// - Parameter deleted: Also one that is deleted and not yet erased.
  func visible(_ id: StoryID, to viewer: UserID?, deleted: Bool = false, in connection: Connection) async throws -> SeenStory? {
    guard let row = try await connection.first(Self.visible(id, to: viewer, deleted: deleted), as: SeenStoryRow.self) else { return nil }
    let story = try await withWriters([row.story], in: connection)[0]
    return SeenStory(story: story, viewer: viewer, isKeeper: story.keeper.id == viewer, isNamed: row.isNamed)
  }

  func visible(_ id: StoryID, to viewer: UserID?) async throws -> SeenStory? {
    try await database.read { try await visible(id, to: viewer, in: $0) }
  }

  func story(_ id: StoryID, in connection: Connection) async throws -> Story? {
    try await withWriters(connection.all(Self.story(id), as: Story.self), in: connection).first
  }

  func list(_ request: StoryListRequest, for viewer: UserID?) async throws -> StorySlice {
    try await database.read { snapshot in
      let found = try await snapshot.all(Self.list(request, for: viewer), as: Story.self)
      let shown = try await withWriters(Array(found.prefix(request.limit)), in: snapshot)
      return StorySlice(stories: shown, next: found.count > request.limit ? shown.last?.id : nil)
    }
  }

  private func withWriters(_ stories: [Story], in connection: Connection) async throws -> [Story] {
    guard !stories.isEmpty else { return [] }
    let rows = try await connection.all(
      """
      SELECT w.story_id, \(PersonRows.columns) FROM story_writers w JOIN users u ON u.id = w.user_id
      WHERE w.story_id IN (\(list: stories.map(\.id))) ORDER BY w.created_at, w.user_id
      """
    ) { row -> (StoryID, Person) in
      var columns = RowReader(row)
      return (try columns.next(), try Person(reading: &columns))
    }
    let writers = Dictionary(grouping: rows, by: \.0)
    return stories.map { story in
      var story = story
      story.writers = (writers[story.id] ?? []).map(\.1)
      return story
    }
  }

  func living(of keeper: UserID, in transaction: Transaction) async throws -> Int {
    try await transaction.value("SELECT count(*) FROM stories WHERE keeper_id = \(keeper) AND deleted_at IS NULL", as: Int.self) ?? 0
  }

  /// Makes other new stories of the member wait until the transaction ends.
  func lockKeeper(_ keeper: UserID, in transaction: Transaction) async throws {
    _ = try await transaction.value("SELECT 1 FROM users WHERE id = \(keeper) \(sqlite: "", postgres: "FOR NO KEY UPDATE")", as: Int.self)
  }

  /// A member whom the keeper may name: known to them, and no block between the two.
  func person(named username: String, for keeper: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Person? {
    try await transaction.first(
      """
      SELECT \(PersonRows.columns) FROM users u WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(PersonRows.known(to: keeper))
        AND \(PersonRows.unblocked("u.id", keeper))
      """, as: PersonRow.self)?.person
  }

  // MARK: Changing

  /// Makes the story's row. Its first verse is set apart.
  func insert(
    _ details: StoryDetails, of keeper: UserID, ifid: String, uuid: String, from parent: StoryLineage? = nil, parent id: StoryID? = nil,
    at now: Timestamp, in transaction: Transaction
  ) async throws -> StoryID {
    let made: StoryID? = try await transaction.value(
      """
      INSERT INTO stories (keeper_id, title, blurb, visibility, writing, canon, unmet, vote_hours, variables, parent_id, origin_id, depth,
        ifid, uuid, seq, created_at, updated_at)
      VALUES (\(keeper), \(details.title), \(details.blurb), \(details.visibility), \(details.writing), \(details.canon), \(details.unmet),
        \(details.voteHours), \(StoredRules.text(details.variables)), \(id), \(parent?.root), \(parent.map { $0.depth + 1 } ?? 0),
        \(ifid), \(uuid), 0, \(now), \(now)) RETURNING id
      """)
    guard let made else { throw AppError(.serverError, "Something went wrong on our side") }
    return made
  }

  /// The story has its first verse.
  func begin(_ id: StoryID, at root: VerseID, _ sequence: Int64, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE stories SET root_id = \(root), origin_id = COALESCE(origin_id, id), seq = \(sequence) WHERE id = \(id)")
  }

  func update(
    _ id: StoryID, _ details: StoryDetails, keeper: UserID, _ sequence: Int64, at now: Timestamp, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      UPDATE stories SET keeper_id = \(keeper), title = \(details.title), blurb = \(details.blurb), visibility = \(details.visibility),
        writing = \(details.writing), canon = \(details.canon), unmet = \(details.unmet), vote_hours = \(details.voteHours),
        root_id = \(details.root), variables = \(StoredRules.text(details.variables)), version = version + 1, seq = \(sequence),
        updated_at = \(now) WHERE id = \(id)
      """)
  }

  /// Something beside the details has changed.
  func touch(_ id: StoryID, _ sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE stories SET seq = \(sequence), updated_at = \(now) WHERE id = \(id)")
  }

  func setDeleted(
    _ id: StoryID, at moment: Timestamp?, by staff: StaffRemovalState = .no, _ sequence: Int64, in transaction: Transaction
  ) async throws {
    try await transaction.run(
      "UPDATE stories SET deleted_at = \(moment), staff_removal = \(staff), seq = \(sequence) WHERE id = \(id)")
  }

  /// What the member made since a moment, keeps and did not delete, the newest first.
  func made(by user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [StoryID] {
    try await snapshot.values(
      """
      SELECT id FROM stories WHERE keeper_id = \(user) AND created_at >= \(moment) AND deleted_at IS NULL ORDER BY id DESC LIMIT \(limit)
      """)
  }

  /// It was made in another place.
  func setMade(_ id: StoryID, at moment: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE stories SET created_at = \(moment) WHERE id = \(id)")
  }

  /// The story that archives know by this name, if it was made here.
  func named(_ name: PortableID, in transaction: Transaction) async throws -> StoryID? {
    try await transaction.value("SELECT id FROM stories WHERE uuid = \(name.description)")
  }

  /// Numbers for new choices: the first of so many.
  func nextChoices(_ count: Int, of id: StoryID, in transaction: Transaction) async throws -> Int64 {
    let last: Int64? = try await transaction.value("UPDATE stories SET choices = choices + \(count) WHERE id = \(id) RETURNING choices")
    return (last ?? 0) - Int64(count) + 1
  }

  /// False if they are one already.
  func addWriter(_ user: UserID, to id: StoryID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      "INSERT INTO story_writers (story_id, user_id, created_at) VALUES (\(id), \(user), \(now)) ON CONFLICT DO NOTHING") == 1
  }

  /// False if they are none.
  func removeWriter(_ user: UserID, from id: StoryID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM story_writers WHERE story_id = \(id) AND user_id = \(user)") == 1
  }

  /// Erases what can no longer be brought back, but for the ids: at most `limit`; how many there were.
  func erase(deletedBefore moment: Timestamp, at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let ids = try await transaction.values(
      """
      UPDATE stories SET erased_at = \(now), title = '', blurb = '', variables = '[]' WHERE id IN
        (SELECT id FROM stories WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND deleted_at <= \(moment) ORDER BY deleted_at
         LIMIT \(limit))
      RETURNING id
      """, as: StoryID.self)
    guard !ids.isEmpty else { return 0 }
    try await transaction.run("DELETE FROM story_writers WHERE story_id IN (\(list: ids))")
    try await transaction.run("DELETE FROM verse_proposals WHERE story_id IN (\(list: ids))")
    try await VerseVoiceRepository(database).release(storiesOf: ids, at: now, in: transaction)
    try await transaction.run("DELETE FROM verses WHERE story_id IN (\(list: ids))")
    return ids.count
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await story(StoryID(place.number), in: snapshot).map { $0.deletedAt == nil ? [$0.object] : [] } ?? []
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    guard let story = try await story(StoryID(place.number), in: snapshot), story.sequence > sequence else { return [] }
    return [story.object]
  }

  // MARK: As a place

  /// Those of the viewers who may not see the story any longer.
  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    guard !viewers.isEmpty else { return [] }
    return try await database.read { snapshot in
      try await snapshot.all(Self.ended(among: viewers)) { row in
        EndedView(Viewer(try row[1], of: .story(try row[0])), because: try row[2])
      }
    }
  }
}

// MARK: Statements

extension StoryRepository {
  static func visible(_ id: StoryID, to viewer: UserID?, deleted: Bool = false) -> SQL {
    let caller = viewer.map { "\($0)" as SQL }
    let presence: SQL = deleted ? "s.erased_at IS NULL" : "s.deleted_at IS NULL"
    return """
      SELECT \(caller.map { StoryRows.isNamed($0) } ?? "1 = 0"), \(StoryRows.columns) FROM \(StoryRows.joins)
      WHERE s.id = \(id) AND \(presence) AND \(StoryRows.admits(caller))
      """
  }

  static func story(_ id: StoryID) -> SQL { "SELECT \(StoryRows.columns) FROM \(StoryRows.joins) WHERE s.id = \(id)" }

  /// The newest first. Those that others keep private are not even read.
  static func list(_ request: StoryListRequest, for viewer: UserID?) -> SQL {
    let caller = viewer.map { "\($0)" as SQL }
    let before: SQL = request.before.map { "AND s.id < \($0)" } ?? ""
    let limit = request.limit + 1
    let listed: SQL = """
      SELECT s.id FROM \(StoryRows.joins) WHERE s.visibility <> 'private' AND s.deleted_at IS NULL AND \(StoryRows.admits(caller)) \(before)
      ORDER BY s.id DESC LIMIT \(limit)
      """
    guard let caller else { return "\(page(of: listed, limit))" }
    let kept: SQL = """
      SELECT s.id FROM \(StoryRows.joins) WHERE s.keeper_id = \(caller) AND \(StoryRows.visible(to: caller)) \(before)
      ORDER BY s.id DESC LIMIT \(limit)
      """
    let written: SQL = """
      SELECT s.id FROM \(StoryRows.joins) JOIN story_writers sn ON sn.story_id = s.id AND sn.user_id = \(caller)
      WHERE \(StoryRows.visible(to: caller)) \(before) ORDER BY s.id DESC LIMIT \(limit)
      """
    let mine: SQL = "SELECT id FROM (\(kept)) k UNION SELECT id FROM (\(written)) w"
    return page(of: request.isMine ? mine : "SELECT id FROM (\(listed)) l UNION \(mine)", limit)
  }

  private static func page(of ids: SQL, _ limit: Int) -> SQL {
    "SELECT \(StoryRows.columns) FROM \(StoryRows.joins) WHERE s.id IN (SELECT id FROM (\(ids)) i) ORDER BY s.id DESC LIMIT \(limit)"
  }

  static func ended(among viewers: [Viewer]) -> SQL {
    let viewer: SQL = "v.viewer"
    let isGone: SQL = "(u.id IS NULL OR s.deleted_at IS NOT NULL OR NOT \(PersonRows.present))"
    return """
      SELECT v.place, v.viewer, CASE WHEN \(isGone) THEN 'gone' WHEN \(PersonRows.unblocked("u.id", viewer)) THEN 'private' ELSE 'blocked' END
      FROM \(ViewerRows.table(viewers)) LEFT JOIN stories s ON s.id = v.place LEFT JOIN users u ON u.id = s.keeper_id
      WHERE \(isGone) OR NOT \(StoryRows.visible(to: viewer))
      """
  }
}
