import Core
import Relations
import SQL

/// Entries of guestbooks as rows, and as objects of their walls.
struct GuestbookRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .wall }

  // MARK: Reading

  /// The newest entries before one that the viewer sees, newest first.
  func entries(of owner: UserID, before bound: EntryID?, limit: Int, for viewer: UserID?) async throws -> [GuestbookEntry] {
    try await database.all(Self.page(of: owner, before: bound, limit: limit, for: viewer))
  }

  /// An entry that the viewer may see, with whose wall it is on.
  func visible(_ id: EntryID, to viewer: UserID?, in transaction: Transaction) async throws -> GuestbookEntry? {
    try await transaction.first(Self.visible(id, to: viewer))
  }

  // MARK: Changing, on a wall that the caller has locked

  func insert(
    _ text: String, by author: UserID, on owner: UserID, sequence: Int64, at now: Timestamp, in transaction: Transaction
  ) async throws -> GuestbookEntry {
    let id = try await transaction.value(
      """
      INSERT INTO guestbook_entries (owner_id, author_id, text, seq, created_at)
      VALUES (\(owner), \(author), \(text), \(sequence), \(now)) RETURNING id
      """, as: EntryID.self)
    guard let id, let made = try await transaction.first(Self.entry(id), as: GuestbookEntry.self) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    return made
  }

  func entry(_ id: EntryID, in transaction: Transaction) async throws -> GuestbookEntry? { try await transaction.first(Self.entry(id)) }

  /// Leaves a tombstone: the text and its author are gone.
  func delete(_ id: EntryID, sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE guestbook_entries SET text = NULL, author_id = NULL, deleted_at = \(now), seq = \(sequence) WHERE id = \(id)")
  }

  /// Leaves a tombstone that keeps text and author, for staff to bring back.
  func removeByStaff(_ id: EntryID, sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE guestbook_entries SET deleted_at = \(now), removed_by_staff = \(true), seq = \(sequence) WHERE id = \(id)")
  }

  /// Brings back what staff removed. False if that is not there to be brought back.
  func restore(_ id: EntryID, sequence: Int64, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE guestbook_entries SET deleted_at = NULL, removed_by_staff = \(false), seq = \(sequence)
      WHERE id = \(id) AND removed_by_staff = \(true) AND deleted_at IS NOT NULL AND text IS NOT NULL
      """) == 1
  }

  func isGone(_ id: EntryID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM guestbook_entries WHERE id = \(id) AND deleted_at IS NULL", as: Int.self) == nil
  }

  /// On whose wall the entry is, removed or not.
  func owner(of id: EntryID, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value("SELECT owner_id FROM guestbook_entries WHERE id = \(id)")
  }

  /// Gives all entries of the wall new sequences, after the guestbook went or came back, and returns what to tell.
  func renumber(_ owner: UserID, in transaction: Transaction) async throws -> [Event] {
    try await WallRows.renumber(stickers: nil, entries: "owner_id = \(owner) AND deleted_at IS NULL", on: owner, in: transaction)
  }

  /// Walls other than their own on which the member wrote.
  func walls(signedBy author: UserID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      "SELECT DISTINCT owner_id FROM guestbook_entries WHERE author_id = \(author) AND owner_id <> \(author) ORDER BY owner_id")
  }

  func entries(of author: UserID, on owner: UserID, in transaction: Transaction) async throws -> [EntryID] {
    try await transaction.values(
      "SELECT id FROM guestbook_entries WHERE author_id = \(author) AND owner_id = \(owner) ORDER BY id LIMIT 200")
  }

  /// Erases at most `limit` tombstones from before `moment`; how many there were.
  func erase(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let erased = try await transaction.all(Self.erasing(deletedBefore: moment, limit: limit)) { row in
      (owner: try row[0] as UserID, sequence: try row[1] as Int64)
    }
    try await WallRows.collect(erased, in: transaction)
    return erased.count
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    let page = Self.page(of: UserID(place.number), before: nil, limit: Wall.firstEntries, for: viewer)
    return try await snapshot.all(page, as: GuestbookEntry.self).map { $0.object() }
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    let owner = UserID(place.number)
    guard let viewer else { return try await Self.objects(of: owner, after: sequence, limit: limit, at: snapshot) }
    let changed = Self.changed(of: owner, after: sequence, limit: limit, for: viewer)
    return try await snapshot.all(changed, as: GuestbookEntry.self).map { $0.object() }
  }

  /// For all viewers, with those who may not see each of them.
  static func objects(of owner: UserID, after sequence: Int64, limit: Int, at snapshot: Snapshot) async throws -> [PlaceObject] {
    let entries = try await snapshot.all(changed(of: owner, after: sequence, limit: limit, for: nil), as: GuestbookEntry.self)
    let strangers = try await RelationRepository.strangers(to: Array(Set(entries.compactMap(\.author))), at: snapshot)
    return entries.map { entry in entry.object(hiddenFrom: entry.author.flatMap { strangers[$0] } ?? []) }
  }
}

extension GuestbookRepository {
  /// What the member made since a moment and that stands, the newest first.
  func made(by user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [EntryID] {
    try await snapshot.values(
      """
      SELECT id FROM guestbook_entries WHERE author_id = \(user) AND created_at >= \(moment) AND deleted_at IS NULL ORDER BY id DESC LIMIT \(limit)
      """)
  }
}

// MARK: Statements

extension GuestbookRepository {
  /// An entry is shown while it is not deleted, its author is neither banned nor gone, and the wall has a guestbook.
  private static var shown: SQL {
    """
    (e.deleted_at IS NULL AND a.id IS NOT NULL AND EXISTS
      (SELECT 1 FROM wall_modules g WHERE g.user_id = e.owner_id AND g.kind = 'guestbook' AND g.removed_at IS NULL))
    """
  }

  private static var entries: SQL {
    """
    SELECT e.id, e.owner_id, e.author_id, e.seq, CASE WHEN \(shown) THEN e.text END, e.created_at, a.id, a.username, a.name, a.color, a.role
    FROM guestbook_entries e LEFT JOIN users a ON a.id = e.author_id AND a.banned_at IS NULL AND a.left_at IS NULL
    """
  }

  static func entry(_ id: EntryID) -> SQL { "\(entries) WHERE e.id = \(id)" }

  static func page(of owner: UserID, before bound: EntryID?, limit: Int, for viewer: UserID?) -> SQL {
    """
    \(entries) WHERE e.owner_id = \(owner) AND e.id < \(bound?.rawValue ?? Int64.max) AND \(shown)
      AND \(PersonRows.unblocked("e.author_id", viewer))
    ORDER BY e.id DESC LIMIT \(limit)
    """
  }

  static func visible(_ id: EntryID, to viewer: UserID?) -> SQL {
    """
    \(entries) JOIN users u ON u.id = e.owner_id
    WHERE e.id = \(id) AND \(shown) AND \(PersonRows.unblocked("e.author_id", viewer)) AND \(PersonRows.wall(to: viewer))
    """
  }

  /// - Parameter viewer: nil for everything, whoever may see it.
  static func changed(of owner: UserID, after sequence: Int64, limit: Int, for viewer: UserID?) -> SQL {
    """
    \(entries) WHERE e.owner_id = \(owner) AND e.seq > \(sequence) AND \(PersonRows.unblocked("e.author_id", viewer))
    ORDER BY e.seq LIMIT \(limit)
    """
  }

  static func erasing(deletedBefore moment: Timestamp, limit: Int) -> SQL {
    """
    DELETE FROM guestbook_entries WHERE id IN
      (SELECT id FROM guestbook_entries WHERE deleted_at IS NOT NULL AND deleted_at <= \(moment) ORDER BY deleted_at LIMIT \(limit))
    RETURNING owner_id, seq
    """
  }
}

extension GuestbookEntry: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    (id, owner, author, sequence) = (try columns.next(), try columns.next(), try columns.next(), try columns.next())
    let text: String? = try columns.next()
    let createdAt: Timestamp = try columns.next()
    shown = if let text { Shown(author: try Person(reading: &columns), text: text, createdAt: createdAt) } else { nil }
  }
}
