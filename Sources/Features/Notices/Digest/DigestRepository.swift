import Core
import SQL

/// Whether digests wait until their time has come.
public enum DigestWaiting: Hashable, Sendable { case respected, ignored }

/// What is to be mailed to a member.
struct Digest: Sendable {
  let address: String
  let user: UserID
  /// The newest first.
  let notices: [Notice]
}

/// Which members get a digest, and what is in it.
struct DigestRepository: Sendable {
  /// Notifications in one digest. What is left comes with the next.
  static let longest = 50
  private static let batch = 200

  let database: Database
  let reading: NoticeReadingRepository
  let kinds: [any NoticeKind]

  /// Some members after one whose digest is due and holds something, by their ids.
  func due(after user: UserID, at now: Timestamp, _ waiting: DigestWaiting) async throws -> [UserID] {
    try await database.values(
      """
      SELECT p.user_id FROM preferences p WHERE p.user_id > \(user) AND \(Self.isDue(at: now, waiting))
        AND EXISTS (SELECT 1 FROM notices n WHERE n.user_id = p.user_id AND \(isUnmailed))
      ORDER BY p.user_id LIMIT \(Self.batch)
      """)
  }

  /// Takes what is unread and was not mailed before, and marks it as mailed. Of several nodes one gets it. Nil if there is nothing.
  func take(_ user: UserID, at now: Timestamp, _ waiting: DigestWaiting, in transaction: Transaction) async throws -> Digest? {
    let address = try await transaction.value(
      "SELECT email FROM users WHERE id = \(user) AND banned_at IS NULL AND left_at IS NULL AND is_bot = \(false)", as: String.self)
    guard let address else { return nil }
    // The place is locked as by every change of notifications.
    _ = try await OwnPlaceRows.takeSeqs(0, of: user, in: transaction)
    let ids = try await transaction.values(
      "SELECT n.id FROM notices n WHERE n.user_id = \(user) AND \(isUnmailed) ORDER BY n.last DESC LIMIT \(Self.longest)",
      as: NoticeID.self)
    guard !ids.isEmpty,
      try await transaction.run(
        """
        UPDATE preferences SET digest_due_at =
          CAST(\(now) AS BIGINT) + CAST(\(Self.day) AS BIGINT) * CASE digest WHEN 'daily' THEN 1 ELSE 7 END
        WHERE user_id = \(user) AND \(Self.isDue(at: now, waiting))
        """) == 1
    else { return nil }
    let notices = try await reading.notices(ids, at: transaction)
    try await transaction.run("UPDATE notices SET mailed_at = \(now) WHERE id IN (\(list: ids))")
    return Digest(address: address, user: user, notices: notices)
  }

  func stop(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE preferences SET digest = 'off' WHERE user_id = \(user)")
  }

  /// In microseconds.
  private static let day: Int64 = 86_400_000_000

  private static func isDue(at now: Timestamp, _ waiting: DigestWaiting) -> SQL {
    switch waiting {
    case .respected: "digest <> 'off' AND digest_due_at <= \(now)"
    case .ignored: "digest <> 'off'"
    }
  }

  /// The notification `n` is unread, was not mailed before, and is of a kind that its member gets by mail.
  private var isUnmailed: SQL {
    let unmailed = kinds.filter { !$0.isMailedByDefault }.map(\.name)
    let standard: SQL = unmailed.isEmpty ? "\(true)" : "n.kind NOT IN (\(list: unmailed))"
    return """
      \(NoticeRows.isUnread) AND n.mailed_at IS NULL AND COALESCE(
        (SELECT c.digest FROM notice_choices c WHERE c.user_id = n.user_id AND c.kind = n.kind), \(standard))
      """
  }
}
