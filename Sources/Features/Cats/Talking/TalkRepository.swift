import Core
import SQL

/// How members want cats to talk to them, and what was said to them last.
struct TalkRepository: Sendable {
  let database: Database

  func settings(of member: UserID) async throws -> TalkSettings { try await database.read { try await settings(of: member, at: $0) } }

  func settings(of member: UserID, at snapshot: Snapshot) async throws -> TalkSettings {
    try await snapshot.first("SELECT muted, mutes_all, toasts, sounds, mode FROM cat_settings WHERE member_id = \(member)") { row in
      TalkSettings(muted: try row[0], mutesAll: try row[1], toasts: try row[2], sounds: try row[3], mode: try row[4])
    } ?? TalkSettings()
  }

  func keep(_ settings: TalkSettings, of member: UserID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO cat_settings (member_id, muted, mutes_all, toasts, sounds, mode)
      VALUES (\(member), \(settings.muted), \(settings.mutesAll), \(settings.toasts), \(settings.sounds), \(settings.mode))
      ON CONFLICT (member_id) DO UPDATE SET muted = excluded.muted, mutes_all = excluded.mutes_all, toasts = excluded.toasts,
        sounds = excluded.sounds, mode = excluded.mode
      """)
  }

  /// Makes other changes of the member's settings wait until the transaction ends.
  func lock(_ member: UserID, in transaction: Transaction) async throws {
    let settings = TalkSettings()
    try await transaction.run(
      """
      INSERT INTO cat_settings (member_id, muted, mutes_all, toasts, sounds, mode)
      VALUES (\(member), \(settings.muted), \(settings.mutesAll), \(settings.toasts), \(settings.sounds), \(settings.mode))
      ON CONFLICT (member_id) DO UPDATE SET muted = cat_settings.muted
      """)
  }

  func mutesSomebody(_ member: UserID) async throws -> Bool {
    try await database.value(
      "SELECT 1 FROM cat_settings WHERE member_id = \(member) AND (mutes_all OR muted <> 0)", as: Int64.self) != nil
  }

  // MARK: Toasts

  /// The cat that spoke to the member last, and when.
  func lastToast(to member: UserID, in transaction: Transaction) async throws -> (cat: Cat, at: Int64)? {
    try await transaction.first("SELECT cat, at FROM cat_toasts WHERE member_id = \(member)") { row in (try row[0], try row[1]) }
  }

  func name(of member: UserID, in transaction: Transaction) async throws -> String? {
    try await transaction.value("SELECT name FROM users WHERE id = \(member) AND left_at IS NULL", as: String.self)
  }

  /// Keeps what a cat says to the member until one of their sockets gets it. False if another one was faster.
  func keep(_ signal: [UInt8], by cat: Cat, to member: UserID, at moment: Int64, in transaction: Transaction) async throws -> Bool {
    let text = String(decoding: signal, as: UTF8.self)
    return try await transaction.run(
      """
      INSERT INTO cat_toasts (member_id, cat, at, signal) VALUES (\(member), \(cat), \(moment), \(text))
      ON CONFLICT (member_id) DO UPDATE SET cat = excluded.cat, at = excluded.at, signal = excluded.signal
        WHERE cat_toasts.cat <> excluded.cat AND cat_toasts.at <= excluded.at - \(Toast.pause)
      """) == 1
  }

  /// Those of the members for whom something waits that was said after a moment.
  func waiting(for members: [UserID], since moment: Int64) async throws -> [UserID] {
    try await database.values(
      "SELECT member_id FROM cat_toasts WHERE member_id IN (\(list: members)) AND signal IS NOT NULL AND at > \(moment)")
  }

  /// Takes what waits for the member, once.
  func take(for member: UserID, since moment: Int64, in transaction: Transaction) async throws -> [UInt8]? {
    let signal = try await transaction.value(
      """
      SELECT signal FROM cat_toasts WHERE member_id = \(member) AND signal IS NOT NULL AND at > \(moment)
      \(sqlite: "", postgres: "FOR UPDATE")
      """, as: String.self)
    guard let signal else { return nil }
    try await transaction.run("UPDATE cat_toasts SET signal = NULL WHERE member_id = \(member)")
    return Array(signal.utf8)
  }

  /// Erases some toasts from before a moment that no socket has got. Returns how many.
  func forgetWords(before moment: Int64, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      UPDATE cat_toasts SET signal = NULL WHERE member_id IN
        (SELECT t.member_id FROM cat_toasts t WHERE t.signal IS NOT NULL AND t.at <= \(moment) LIMIT \(limit))
      """)
  }

  func erase(_ member: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM cat_settings WHERE member_id = \(member)")
    try await transaction.run("DELETE FROM cat_toasts WHERE member_id = \(member)")
  }
}
