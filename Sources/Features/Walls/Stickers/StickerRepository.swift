import Core
import Media
import Relations
import SQL

/// Stickers as rows, and as objects of their walls.
struct StickerRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .wall }

  // MARK: Reading

  /// All that the viewer sees, the lowest first.
  func stickers(on owner: UserID, for viewer: UserID?) async throws -> [Sticker] {
    try await database.all(Self.living(on: owner, for: viewer))
  }

  /// A sticker that the viewer may see.
  func visible(_ id: StickerID, to viewer: UserID?, in transaction: Transaction) async throws -> Sticker? {
    try await transaction.first(Self.visible(id, to: viewer))
  }

  // MARK: Changing, on a wall that the caller has locked

  /// How many there are on the wall, and how many of them a member placed. Those shown nowhere for a while count too: they come back.
  func count(on owner: UserID, by placer: UserID, in transaction: Transaction) async throws -> (all: Int, placed: Int) {
    try await transaction.first(Self.count(on: owner, by: placer)) { row in (all: try row[0], placed: try row[1]) } ?? (0, 0)
  }

  /// The lowest and the highest `z` on the wall; nil without stickers.
  func levels(on owner: UserID, in transaction: Transaction) async throws -> ClosedRange<Int64>? {
    try await transaction.first(Self.levels(on: owner)) { row -> ClosedRange<Int64>? in
      guard let low = try row[0] as Int64?, let high = try row[1] as Int64? else { return nil }
      return low...high
    } ?? nil
  }

  func insert(
    _ draft: StickerDraft, by placer: UserID, on owner: UserID, z: Int64, sequence: Int64, at now: Timestamp, in transaction: Transaction
  ) async throws -> Sticker {
    let (content, pose) = (draft.content, draft.pose)
    let id = try await transaction.value(
      """
      INSERT INTO stickers (owner_id, placed_by, kind, content, x, y, rotation, scale, z, seq, created_at)
      VALUES (\(owner), \(placer), \(content.kind), \(content.stored), \(pose.x), \(pose.y), \(pose.rotation), \(pose.scale), \(z),
        \(sequence), \(now)) RETURNING id
      """, as: StickerID.self)
    guard let id, let made = try await sticker(id, in: transaction) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    return made
  }

  func sticker(_ id: StickerID, in transaction: Transaction) async throws -> Sticker? { try await transaction.first(Self.sticker(id)) }

  /// Makes a sticker that was inserted show a file.
  func show(_ file: ShownMedia, on id: StickerID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE stickers SET media = \(ShownMedia.stored([file])) WHERE id = \(id)")
  }

  func update(_ sticker: Sticker, in transaction: Transaction) async throws {
    let pose = sticker.pose
    try await transaction.run(
      """
      UPDATE stickers SET x = \(pose.x), y = \(pose.y), rotation = \(pose.rotation), scale = \(pose.scale), z = \(sticker.z),
        seq = \(sticker.sequence)
      WHERE id = \(sticker.id)
      """)
  }

  /// Leaves a tombstone: what it showed and who placed it are gone.
  func delete(_ id: StickerID, sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE stickers SET content = NULL, media = '[]', placed_by = NULL, deleted_at = \(now), seq = \(sequence) WHERE id = \(id)")
  }

  /// Leaves a tombstone that keeps what it showed, for staff to bring back.
  func removeByStaff(_ id: StickerID, sequence: Int64, at now: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run(
      "UPDATE stickers SET deleted_at = \(now), removed_by_staff = \(true), seq = \(sequence) WHERE id = \(id)")
  }

  /// Brings back what staff removed. False if that is not there to be brought back.
  func restore(_ id: StickerID, sequence: Int64, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE stickers SET deleted_at = NULL, removed_by_staff = \(false), seq = \(sequence)
      WHERE id = \(id) AND removed_by_staff = \(true) AND deleted_at IS NOT NULL AND content IS NOT NULL
      """) == 1
  }

  func isGone(_ id: StickerID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM stickers WHERE id = \(id) AND deleted_at IS NULL", as: Int.self) == nil
  }

  /// On whose wall the sticker is, removed or not.
  func owner(of id: StickerID, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value("SELECT owner_id FROM stickers WHERE id = \(id)")
  }

  /// Walls other than their own on which the member placed something.
  func walls(decoratedBy placer: UserID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      "SELECT DISTINCT owner_id FROM stickers WHERE placed_by = \(placer) AND owner_id <> \(placer) ORDER BY owner_id")
  }

  /// Those with a picture, removed ones too.
  func pictures(on owner: UserID, in transaction: Transaction) async throws -> [StickerID] {
    try await transaction.values("SELECT id FROM stickers WHERE owner_id = \(owner) AND kind = 'image' ORDER BY id")
  }

  func stickers(of placer: UserID, on owner: UserID, in transaction: Transaction) async throws -> [StickerID] {
    try await transaction.values(
      "SELECT id FROM stickers WHERE placed_by = \(placer) AND owner_id = \(owner) ORDER BY id LIMIT 200")
  }

  /// Erases at most `limit` tombstones from before `moment`, and returns their ids.
  func erase(deletedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [StickerID] {
    let erased = try await transaction.all(Self.erasing(deletedBefore: moment, limit: limit)) { row in
      (owner: try row[0] as UserID, sequence: try row[1] as Int64, id: try row[2] as StickerID)
    }
    try await WallRows.collect(erased.map { ($0.owner, $0.sequence) }, in: transaction)
    return erased.map(\.id)
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.living(on: UserID(place.number), for: viewer), as: Sticker.self).map { $0.object() }
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    let owner = UserID(place.number)
    guard let viewer else { return try await Self.objects(on: owner, after: sequence, limit: limit, at: snapshot) }
    return try await snapshot.all(Self.changed(on: owner, after: sequence, limit: limit, for: viewer), as: Sticker.self).map { $0.object() }
  }

  /// For all viewers, with those who may not see each of them.
  static func objects(on owner: UserID, after sequence: Int64, limit: Int, at snapshot: Snapshot) async throws -> [PlaceObject] {
    let stickers = try await snapshot.all(changed(on: owner, after: sequence, limit: limit, for: nil), as: Sticker.self)
    let strangers = try await RelationRepository.strangers(to: Array(Set(stickers.compactMap(\.placer))), at: snapshot)
    return stickers.map { sticker in sticker.object(hiddenFrom: sticker.placer.flatMap { strangers[$0] } ?? []) }
  }
}

extension StickerRepository {
  /// What the member made since a moment and that stands, the newest first.
  func made(by user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [StickerID] {
    try await snapshot.values(
      """
      SELECT id FROM stickers WHERE placed_by = \(user) AND created_at >= \(moment) AND deleted_at IS NULL ORDER BY id DESC LIMIT \(limit)
      """)
  }
}

// MARK: Statements

extension StickerRepository {
  /// A sticker is shown while it is not deleted and who placed it is neither banned nor gone.
  private static var shown: SQL { "(s.deleted_at IS NULL AND p.id IS NOT NULL)" }

  private static var stickers: SQL {
    """
    SELECT s.id, s.owner_id, s.x, s.y, s.rotation, s.scale, s.z, s.seq, s.created_at, s.placed_by, s.kind, CASE WHEN \(shown) THEN s.content END,
      s.media, p.id, p.username, p.name, p.color, p.role
    FROM stickers s LEFT JOIN users p ON p.id = s.placed_by AND p.banned_at IS NULL AND p.left_at IS NULL
    """
  }

  static func sticker(_ id: StickerID) -> SQL { "\(stickers) WHERE s.id = \(id)" }

  static func living(on owner: UserID, for viewer: UserID?) -> SQL {
    """
    \(stickers) WHERE s.owner_id = \(owner) AND \(shown) AND \(PersonRows.unblocked("s.placed_by", viewer))
    ORDER BY s.z, s.id LIMIT \(Sticker.mostPerWall)
    """
  }

  static func visible(_ id: StickerID, to viewer: UserID?) -> SQL {
    """
    \(stickers) JOIN users u ON u.id = s.owner_id
    WHERE s.id = \(id) AND \(shown) AND \(PersonRows.unblocked("s.placed_by", viewer)) AND \(PersonRows.wall(to: viewer))
    """
  }

  /// - Parameter viewer: nil for everything, whoever may see it.
  static func changed(on owner: UserID, after sequence: Int64, limit: Int, for viewer: UserID?) -> SQL {
    """
    \(stickers) WHERE s.owner_id = \(owner) AND s.seq > \(sequence) AND \(PersonRows.unblocked("s.placed_by", viewer))
    ORDER BY s.seq LIMIT \(limit)
    """
  }

  static func count(on owner: UserID, by placer: UserID) -> SQL {
    """
    SELECT count(*), COALESCE(sum(CASE WHEN placed_by = \(placer) THEN 1 ELSE 0 END), 0) FROM
      (SELECT placed_by FROM stickers WHERE owner_id = \(owner) AND deleted_at IS NULL ORDER BY z, id LIMIT \(Sticker.mostPerWall)) living
    """
  }

  static func levels(on owner: UserID) -> SQL {
    """
    SELECT (SELECT z FROM stickers WHERE owner_id = \(owner) AND deleted_at IS NULL ORDER BY z, id LIMIT 1),
      (SELECT z FROM stickers WHERE owner_id = \(owner) AND deleted_at IS NULL ORDER BY z DESC, id DESC LIMIT 1)
    """
  }

  static func erasing(deletedBefore moment: Timestamp, limit: Int) -> SQL {
    """
    DELETE FROM stickers WHERE id IN
      (SELECT id FROM stickers WHERE deleted_at IS NOT NULL AND deleted_at <= \(moment) ORDER BY deleted_at LIMIT \(limit))
    RETURNING owner_id, seq, id
    """
  }
}

extension Sticker: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    (id, owner) = (try columns.next(), try columns.next())
    pose = StickerPose(x: try columns.next(), y: try columns.next(), rotation: try columns.next(), scale: try columns.next())
    (z, sequence, createdAt) = (try columns.next(), try columns.next(), try columns.next())
    placer = try columns.next()
    let kind: StickerContent.Kind = try columns.next()
    let stored: String? = try columns.next()
    let files = ShownMedia.list(stored: try columns.next())
    guard let stored else {
      shown = nil
      return
    }
    guard let content = StickerContent(kind, stored: stored) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    shown = Shown(content: content, file: files.first, placer: try Person(reading: &columns))
  }
}

extension StickerContent.Kind: SQLEncodable, SQLDecodable {}
