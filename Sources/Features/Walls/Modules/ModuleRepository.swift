import Core
import JSON
import Media
import Relations
import SQL
import Subjects

/// Modules as rows, and as objects of their walls.
struct ModuleRepository: PlaceObjects {
  let database: Database
  private let index = SearchIndexRepository()

  init(database: Database) { self.database = database }

  var kind: PlaceKind { .wall }

  // MARK: Reading

  /// A living module that the viewer may see, with whose it is.
  func visible(_ id: ModuleID, to viewer: UserID?) async throws -> WallModule? {
    try await database.first(Self.visible(id, to: viewer), as: OwnedModule.self)?.module
  }

  func visible(_ id: ModuleID, to viewer: UserID?, in transaction: Transaction) async throws -> OwnedModule? {
    try await transaction.first(Self.visible(id, to: viewer))
  }

  /// The ids of all living modules, in order, and the first of them.
  func first(_ count: Int, of owner: UserID) async throws -> (arrangement: [ModuleID], modules: [WallModule]) {
    try await database.read { snapshot in
      (try await snapshot.values(Self.arrangement(of: owner)), try await snapshot.all(Self.first(count, of: owner)))
    }
  }

  func modules(_ ids: [ModuleID], of owner: UserID) async throws -> [WallModule] {
    let found = try await database.all(Self.living(ids, of: owner), as: WallModule.self)
    let known = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    return ids.compactMap { known[$0] }
  }

  /// The newest that are entries of feeds, newest first.
  func newest(_ count: Int, of owner: UserID) async throws -> [WallModule] {
    try await database.all(Self.newest(count, of: owner))
  }

  func removed(of owner: UserID, at now: Timestamp) async throws -> [WallModule] {
    try await database.all(Self.removed(of: owner, at: now))
  }

  // MARK: Changing, on a wall that the caller has locked

  /// The owner's module, living or removed.
  func own(_ id: ModuleID, of owner: UserID, in transaction: Transaction) async throws -> WallModule? {
    try await transaction.first("SELECT \(Self.columns) FROM wall_modules m WHERE m.id = \(id) AND m.user_id = \(owner)")
  }

  /// On whose wall the module is, removed or not.
  func owner(of id: ModuleID, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value("SELECT user_id FROM wall_modules WHERE id = \(id)")
  }

  /// Whose the module is, living or removed, if the viewer may see that wall.
  func owner(of id: ModuleID, seenBy viewer: UserID, in transaction: Transaction) async throws -> Person? {
    try await transaction.first(Self.owner(of: id, seenBy: viewer)) { row in
      var columns = RowReader(row)
      return try Person(reading: &columns)
    }
  }

  func count(of owner: UserID, in transaction: Transaction) async throws -> Int {
    try await transaction.value("SELECT count(*) FROM wall_modules WHERE user_id = \(owner) AND removed_at IS NULL", as: Int.self) ?? 0
  }

  func hasGuestbook(_ owner: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value(Self.guestbook(of: owner), as: Int.self) != nil
  }

  func hasGuestbook(_ owner: UserID) async throws -> Bool {
    try await database.value(Self.guestbook(of: owner), as: Int.self) != nil
  }

  /// A position after `position`, or before all if that is nil. Removed modules count too: they come back to where they stood. Nil when
  /// there is no room: then spread the whole wall.
  func position(after position: String?, moving id: ModuleID?, of owner: UserID, in transaction: Transaction) async throws -> String? {
    let next = try await transaction.value(
      """
      SELECT position FROM wall_modules WHERE user_id = \(owner) AND position > \(position ?? "") AND id <> \(id?.rawValue ?? 0)
      ORDER BY position LIMIT 1
      """, as: String.self)
    return FractionalIndex.between(position, next)
  }

  /// Puts all modules of the wall far from each other, in the order they have.
  func spread(_ owner: UserID, in transaction: Transaction) async throws {
    let all = try await transaction.values(
      "SELECT id FROM wall_modules WHERE user_id = \(owner) ORDER BY position, id", as: ModuleID.self)
    for (id, position) in zip(all, FractionalIndex.spread(all.count)) {
      try await transaction.queue("UPDATE wall_modules SET position = \(position) WHERE id = \(id)")
    }
  }

  func living(of owner: UserID, in transaction: Transaction) async throws -> [WallModule] {
    try await transaction.all(Self.first(WallModule.mostPerWall, of: owner))
  }

  func insert(
    _ content: ModuleContent, _ style: ModuleStyle, at position: String, sequence: Int64, of owner: UserID, now: Timestamp,
    in transaction: Transaction
  ) async throws -> WallModule {
    guard
      let made = try await transaction.first(
        "\(Self.insertion(owner, content, style, position, sequence, now)) RETURNING \(Self.bareColumns)", as: WallModule.self)
    else { throw AppError(.serverError, "Something went wrong on our side") }
    if let document = made.document { try await index.write(document, in: transaction) }
    return made
  }

  func update(_ module: WallModule, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE wall_modules SET content = \(String(decoding: module.content.json, as: UTF8.self)),
        media = \(ShownMedia.stored(module.media)), card = \(module.card?.stored), paint = \(module.style.paint),
        wide = \(module.style.isWide), position = \(module.position), seq = \(module.sequence), updated_at = \(module.updatedAt),
        removed_at = \(module.removedAt), removed_by_staff = \(module.isRemovedByStaff)
      WHERE id = \(module.id)
      """)
    if module.removedAt == nil, let document = module.document {
      try await index.write(document, in: transaction)
    } else {
      try await index.remove(module.number, in: transaction)
    }
  }

  /// Erases at most `limit` modules that were removed before `moment`, and returns their ids.
  func erase(removedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [ModuleID] {
    let erased = try await transaction.all(Self.erasing(removedBefore: moment, limit: limit)) { row in
      (owner: try row[0] as UserID, sequence: try row[1] as Int64, id: try row[2] as ModuleID)
    }
    try await WallRows.collect(erased.map { ($0.owner, $0.sequence) }, in: transaction)
    return erased.map(\.id)
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.first(Wall.firstModules, of: UserID(place.number)), as: WallModule.self).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await snapshot.all(Self.changed(of: UserID(place.number), after: sequence, limit: limit), as: WallModule.self).map(\.object)
  }
}

/// A module and the member whose it is.
struct OwnedModule: RowDecodable, Sendable {
  let module: WallModule
  let owner: Person

  init(row: Row) throws {
    var columns = RowReader(row)
    module = try WallModule(reading: &columns)
    owner = try Person(reading: &columns)
  }
}

extension ModuleRepository {
  /// What the member made since a moment and that stands, the newest first.
  func made(by user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [ModuleID] {
    try await snapshot.values(
      """
      SELECT id FROM wall_modules WHERE user_id = \(user) AND created_at >= \(moment) AND removed_at IS NULL ORDER BY id DESC LIMIT \(limit)
      """)
  }
}

// MARK: Statements

extension ModuleRepository {
  private static var bareColumns: SQL {
    """
    id, user_id, (SELECT o.username FROM users o WHERE o.id = wall_modules.user_id), kind, content, media, card, paint, wide,
    position, seq, created_at, updated_at, removed_at, removed_by_staff
    """
  }

  private static var columns: SQL {
    """
    m.id, m.user_id, (SELECT o.username FROM users o WHERE o.id = m.user_id), m.kind, m.content, m.media, m.card, m.paint,
    m.wide,
    m.position, m.seq, m.created_at, m.updated_at, m.removed_at, m.removed_by_staff
    """
  }

  static func insertion(
    _ owner: UserID, _ content: ModuleContent, _ style: ModuleStyle, _ position: String, _ sequence: Int64, _ now: Timestamp
  ) -> SQL {
    """
    INSERT INTO wall_modules (user_id, kind, content, paint, wide, position, seq, created_at, updated_at)
    VALUES (\(owner), \(content.kind), \(String(decoding: content.json, as: UTF8.self)), \(style.paint), \(style.isWide), \(position),
      \(sequence), \(now), \(now))
    """
  }

  static var ownedModules: SQL {
    "SELECT \(columns), \(PersonRows.columns) FROM wall_modules m JOIN users u ON u.id = m.user_id"
  }

  static func visible(_ id: ModuleID, to viewer: UserID?) -> SQL {
    """
    \(ownedModules)
    WHERE m.id = \(id) AND m.removed_at IS NULL AND \(PersonRows.wall(to: viewer))
    """
  }

  static func visible(_ ids: [Int64], to viewer: UserID?) -> SQL {
    """
    \(ownedModules)
    WHERE m.id IN (\(list: ids)) AND m.removed_at IS NULL AND \(PersonRows.wall(to: viewer))
    """
  }

  static func below(_ bound: Int64, limit: Int) -> SQL {
    """
    SELECT \(columns) FROM wall_modules m WHERE m.id < \(bound) ORDER BY m.id DESC LIMIT \(limit)
    \(sqlite: "", postgres: "FOR NO KEY UPDATE OF m")
    """
  }

  static func owner(of id: ModuleID, seenBy viewer: UserID) -> SQL {
    """
    SELECT \(PersonRows.columns) FROM wall_modules m JOIN users u ON u.id = m.user_id
    WHERE m.id = \(id) AND \(PersonRows.wall(to: viewer))
    """
  }

  static func arrangement(of owner: UserID) -> SQL {
    "SELECT id FROM wall_modules WHERE user_id = \(owner) AND removed_at IS NULL ORDER BY position"
  }

  static func first(_ count: Int, of owner: UserID) -> SQL {
    "SELECT \(columns) FROM wall_modules m WHERE m.user_id = \(owner) AND m.removed_at IS NULL ORDER BY m.position LIMIT \(count)"
  }

  static func newest(_ count: Int, of owner: UserID) -> SQL {
    """
    SELECT \(columns) FROM feed_entries e JOIN wall_modules m ON m.id = e.subject AND m.removed_at IS NULL
    WHERE e.author_id = \(owner) AND e.is_gone = FALSE AND e.kind = \(SubjectName.module.number)
    ORDER BY e.created_at DESC, e.id DESC LIMIT \(count)
    """
  }

  static func living(_ ids: [ModuleID], of owner: UserID) -> SQL {
    "SELECT \(columns) FROM wall_modules m WHERE m.id IN (\(list: ids)) AND m.user_id = \(owner) AND m.removed_at IS NULL"
  }

  static func removed(of owner: UserID, at now: Timestamp) -> SQL {
    """
    SELECT \(columns) FROM wall_modules m WHERE m.user_id = \(owner) AND m.removed_at > \(now - WallModule.restorable)
      AND m.removed_by_staff = \(false) ORDER BY m.removed_at DESC, m.id DESC LIMIT 100
    """
  }

  static func changed(of owner: UserID, after sequence: Int64, limit: Int) -> SQL {
    "SELECT \(columns) FROM wall_modules m WHERE m.user_id = \(owner) AND m.seq > \(sequence) ORDER BY m.seq LIMIT \(limit)"
  }

  static func friends(of owner: UserID) -> SQL {
    "SELECT \(columns) FROM wall_modules m WHERE m.user_id = \(owner) AND m.kind = 'friends' AND m.removed_at IS NULL"
  }

  static func guestbook(of owner: UserID) -> SQL {
    "SELECT 1 FROM wall_modules WHERE user_id = \(owner) AND kind = 'guestbook' AND removed_at IS NULL"
  }

  static func erasing(removedBefore moment: Timestamp, limit: Int) -> SQL {
    """
    DELETE FROM wall_modules WHERE id IN
      (SELECT id FROM wall_modules WHERE removed_at IS NOT NULL AND removed_at <= \(moment) ORDER BY removed_at LIMIT \(limit))
    RETURNING user_id, seq, id
    """
  }

  static func everything(of owner: UserID) -> SQL {
    "SELECT \(columns) FROM wall_modules m WHERE m.user_id = \(owner) AND m.removed_at IS NULL ORDER BY m.position"
  }
}

extension WallModule: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    try self.init(reading: &columns)
  }

  init(reading columns: inout RowReader) throws {
    let (id, owner, ownerName): (ModuleID, UserID, String) = (try columns.next(), try columns.next(), try columns.next())
    let kind: ModuleKind = try columns.next()
    let stored: String = try columns.next()
    guard let content = ModuleContent(kind, stored: try JSONValue(parsing: Array(stored.utf8))) else {
      throw SQLError.decoding(column: 4, "is not the content of a \(kind.rawValue) module")
    }
    let media = ShownMedia.list(stored: try columns.next())
    let card = (try columns.next() as String?).flatMap { LinkCard(stored: $0) }
    self.init(
      id: id, owner: owner, ownerName: ownerName, content: content,
      style: ModuleStyle(paint: try columns.next(), isWide: try columns.next()), media: media, card: card,
      position: try columns.next(), sequence: try columns.next(), createdAt: try columns.next(), updatedAt: try columns.next(),
      removedAt: try columns.next(), isRemovedByStaff: try columns.next())
  }
}

extension ModuleKind: SQLEncodable, SQLDecodable {}
extension ModuleStyle.Paint: SQLEncodable, SQLDecodable {}
