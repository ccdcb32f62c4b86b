import Core
import Media
import Relations
import SQL

/// What staff removed from profiles, kept apart.
struct RemovedProfileRepository: Sendable {
  func isKept(_ owner: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.value("SELECT 1 FROM removed_profiles WHERE user_id = \(owner)", as: Int.self) != nil
  }

  /// Takes the place of what was kept of an earlier removal.
  func keep(_ profile: Profile, at now: Timestamp, in transaction: Transaction) async throws {
    let owner = profile.owner
    try await forget(owner.id, in: transaction)
    try await transaction.run(
      """
      INSERT INTO removed_profiles (user_id, name, bio, status_message, status_emoji, now_kind, now_activity, anthem_title, avatar_id,
        banner_id, voice_intro_id, anthem_id, removed_at)
      VALUES (\(owner.id), \(owner.displayName), \(profile.bio), \(profile.statusMessage), \(profile.statusEmoji), \(profile.now?.kind),
        \(profile.now?.activity), \(profile.anthemTitle), \(profile.files[.avatar]?.id), \(profile.files[.banner]?.id),
        \(profile.files[.voiceIntro]?.id), \(profile.files[.anthem]?.id), \(now))
      """)
  }

  func kept(_ owner: UserID, in transaction: Transaction) async throws -> RemovedProfile? {
    try await transaction.first(
      """
      SELECT name, bio, status_message, status_emoji, now_kind, now_activity, anthem_title, avatar_id, banner_id, voice_intro_id, anthem_id
      FROM removed_profiles WHERE user_id = \(owner)
      """)
  }

  func forget(_ owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM removed_profiles WHERE user_id = \(owner)")
  }

  /// Erases what was removed before `moment`, at most `limit` at once, and returns whose it was.
  func erase(removedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      """
      DELETE FROM removed_profiles WHERE user_id IN
        (SELECT user_id FROM removed_profiles WHERE removed_at <= \(moment) ORDER BY removed_at LIMIT \(limit)) RETURNING user_id
      """)
  }
}

/// What a profile said before staff removed it.
struct RemovedProfile: RowDecodable, Sendable {
  let name: String
  let bio: String?
  let statusMessage: String?
  let statusEmoji: String?
  let now: Profile.Now?
  let anthemTitle: String?
  let files: [ProfileFile: MediaID]

  init(row: Row) throws {
    var columns = RowReader(row)
    (name, bio, statusMessage, statusEmoji) = (try columns.next(), try columns.next(), try columns.next(), try columns.next())
    let (kind, activity): (NowKind?, String?) = (try columns.next(), try columns.next())
    now = if let kind, let activity { Profile.Now(kind: kind, activity: activity) } else { nil }
    anthemTitle = try columns.next()
    var files: [ProfileFile: MediaID] = [:]
    for file in [ProfileFile.avatar, .banner, .voiceIntro, .anthem] { files[file] = try columns.next() as MediaID? }
    self.files = files
  }
}

/// The files of removed profiles: they are kept and shown to nobody.
struct RemovedProfileMediaRows: MediaUseRows {
  let name = "removed_profile"
  let label = "your profile, removed by staff"
  let permission = Permission.readWall

  func isVisible(to viewer: UserID?) -> SQL { "FALSE" }

  func links(to subjects: [Int64], at snapshot: Snapshot) async throws -> [Int64: String] { [:] }
}
