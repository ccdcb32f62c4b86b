import Core
import Media
import Relations
import SQL

/// Profiles as rows of `walls`, and as objects of their walls.
struct ProfileRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .wall }

  /// By username in any case, or by a former one; nil for what the viewer may not see.
  func visible(_ username: String, to viewer: UserID?, at now: Timestamp) async throws -> Profile? {
    try await database.first(Self.visible(username, to: viewer, at: now))
  }

  func visible(_ username: String, to viewer: UserID?, at now: Timestamp, in transaction: Transaction) async throws -> Profile? {
    try await transaction.first(Self.visible(username, to: viewer, at: now))
  }

  func profile(of owner: UserID) async throws -> Profile? { try await database.first(Self.profile(of: owner)) }

  /// Locks the wall until the transaction ends: its changes are made one after another. Nil if there is none.
  func locked(_ owner: UserID, in transaction: Transaction) async throws -> Profile? {
    try await transaction.first("\(Self.profile(of: owner)) \(sqlite: "", postgres: "FOR UPDATE OF w")")
  }

  func update(_ profile: Profile, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE walls SET bio = \(profile.bio), status_message = \(profile.statusMessage), status_emoji = \(profile.statusEmoji),
        now_kind = \(profile.now?.kind), now_activity = \(profile.now?.activity), theme = \(profile.theme), accent = \(profile.accent),
        stickers = \(profile.stickers), seq = \(profile.sequence), anthem_title = \(profile.anthemTitle),
        avatar_id = \(profile.files[.avatar]?.id), banner_id = \(profile.files[.banner]?.id),
        voice_intro_id = \(profile.files[.voiceIntro]?.id), anthem_id = \(profile.files[.anthem]?.id),
        media = \(ShownMedia.stored(ProfileFile.allCases.compactMap { profile.files[$0] }))
      WHERE user_id = \(profile.owner.id)
      """)
    try await transaction.run(
      """
      UPDATE users SET visibility = \(profile.visibility), show_online = \(profile.showsOnline), dm_policy = \(profile.directPolicy)
      WHERE id = \(profile.owner.id)
      """)
  }

  /// Those of the viewers who may not see the wall any longer. The walls of banned and departed owners are gone, and so are those of owners
  /// who have blocked the viewer.
  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    guard !viewers.isEmpty else { return [] }
    return try await database.read { snapshot in
      try await snapshot.all(Self.ended(among: viewers)) { row in
        EndedView(Viewer(try row[1], of: .wall(try row[0])), because: try row[2])
      }
    }
  }

  func usernames(of owners: [UserID]) async throws -> [UserID: String] {
    let rows = try await database.read { snapshot in
      try await snapshot.all("SELECT id, username FROM users WHERE id IN (\(list: owners))") { row in
        (try row[0] as UserID, try row[1] as String)
      }
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.profile(of: UserID(place.number)), as: Profile.self).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await snapshot.all(Self.changed(UserID(place.number), after: sequence), as: Profile.self).map(\.object)
  }
}

// MARK: Statements

extension ProfileRepository {
  private static var columns: SQL {
    """
    \(PersonRows.columns), w.bio, w.status_message, w.status_emoji, w.now_kind, w.now_activity, w.theme, w.accent, u.visibility,
    w.stickers, u.show_online, u.dm_policy, u.created_at, w.seq, w.anthem_title, w.avatar_id, w.banner_id, w.voice_intro_id, w.anthem_id,
    w.media
    """
  }

  static func profile(of owner: UserID) -> SQL {
    "SELECT \(columns) FROM walls w JOIN users u ON u.id = w.user_id WHERE w.user_id = \(owner)"
  }

  static func changed(_ owner: UserID, after sequence: Int64) -> SQL { "\(profile(of: owner)) AND w.seq > \(sequence)" }

  static func visible(_ username: String, to viewer: UserID?, at now: Timestamp) -> SQL {
    """
    SELECT \(columns) FROM walls w JOIN users u ON u.id = w.user_id
    WHERE u.id = \(PersonRows.id(named: username, at: now)) AND \(PersonRows.wall(to: viewer))
    """
  }

  static func ended(among viewers: [Viewer]) -> SQL {
    let viewer: SQL = "v.viewer"
    return """
      SELECT v.place, v.viewer, CASE WHEN w.user_id IS NULL OR NOT \(PersonRows.known(to: viewer)) THEN 'gone'
        WHEN \(PersonRows.unblocked("u.id", viewer)) THEN 'private' ELSE 'blocked' END
      FROM \(ViewerRows.table(viewers)) LEFT JOIN users u ON u.id = v.place LEFT JOIN walls w ON w.user_id = u.id
      WHERE w.user_id IS NULL OR NOT \(PersonRows.wall(to: viewer))
      """
  }
}

extension Profile: RowDecodable {
  public init(row: Row) throws {
    var columns = RowReader(row)
    owner = try Person(reading: &columns)
    bio = try columns.next()
    statusMessage = try columns.next()
    statusEmoji = try columns.next()
    let kind: NowKind? = try columns.next()
    let activity: String? = try columns.next()
    now = if let kind, let activity { Now(kind: kind, activity: activity) } else { nil }
    theme = try columns.next()
    accent = try columns.next()
    visibility = try columns.next()
    stickers = try columns.next()
    showsOnline = try columns.next()
    directPolicy = try columns.next()
    joinedAt = try columns.next()
    sequence = try columns.next()
    anthemTitle = try columns.next()
    let ids: [(ProfileFile, MediaID?)] = try [.avatar, .banner, .voiceIntro, .anthem].map { ($0, try columns.next()) }
    let shown = ShownMedia.list(stored: try columns.next())
    files = ids.reduce(into: [:]) { files, file in files[file.0] = shown.first { $0.id == file.1 } }
  }
}

extension NowKind: SQLEncodable, SQLDecodable {}
extension WallTheme: SQLEncodable, SQLDecodable {}
extension StickerPolicy: SQLEncodable, SQLDecodable {}
