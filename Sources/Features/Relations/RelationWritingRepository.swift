import Core
import SQL

/// Changes of follows, blocks and mutes, in the caller's transaction.
///
/// Call `lock` first. Everything between two people is then decided one after another, so that no follow stands beside a block.
extension RelationRepository {
  /// Makes every other change between these two, and of the first one's lists, wait until the transaction ends.
  ///
  /// SQLite has one writer, so only PostgreSQL needs it. In ascending order: two such transactions cannot wait for each other.
  public func lock(_ one: UserID, _ other: UserID, in transaction: Transaction) async throws {
    for user in [min(one, other), max(one, other)] { try await Self.lock(user, in: transaction) }
  }

  /// The same for all changes between one member and others. Lock several in ascending order.
  public static func lock(_ user: UserID, in transaction: Transaction) async throws {
    _ = try await transaction.value(
      "SELECT \(sqlite: "", postgres: "1 FROM pg_advisory_xact_lock(")\(user)\(sqlite: "", postgres: ")")", as: Int64.self)
  }

  // MARK: Follows

  /// Asks to follow, or follows at once. False if that stood already; an accepted follow stays accepted.
  public func follow(
    _ follower: UserID, _ followed: UserID, accepted: Bool, at now: Timestamp, in transaction: Transaction
  ) async throws -> Bool {
    try await transaction.run(
      """
      INSERT INTO follows (follower_id, followed_id, requested_at, accepted_at)
      VALUES (\(follower), \(followed), \(now), \(accepted ? now : nil))
      ON CONFLICT (follower_id, followed_id) DO UPDATE SET accepted_at = excluded.accepted_at
      WHERE follows.accepted_at IS NULL AND excluded.accepted_at IS NOT NULL
      """) > 0
  }

  /// Accepts a request. False if there was none, or a follow already.
  public func accept(_ follower: UserID, _ followed: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      UPDATE follows SET accepted_at = \(now)
      WHERE follower_id = \(follower) AND followed_id = \(followed) AND accepted_at IS NULL
      """) > 0
  }

  /// What ended when one stopped following the other.
  public enum EndedFollow: Sendable { case request, follow, followInTop8 }

  /// Ends a follow or a request; nil if there was none.
  public func unfollow(_ follower: UserID, _ followed: UserID, in transaction: Transaction) async throws -> EndedFollow? {
    try await transaction.first(
      """
      DELETE FROM follows WHERE follower_id = \(follower) AND followed_id = \(followed)
      RETURNING accepted_at IS NOT NULL, top_place IS NOT NULL
      """
    ) { row in try row[1] ? .followInTop8 : try row[0] ? .follow : .request }
  }

  /// Whether the member follows at least `count` people, requests included.
  public func followsAtLeast(_ count: Int, _ follower: UserID, in transaction: Transaction) async throws -> Bool {
    let found = try await transaction.value(
      "SELECT count(*) FROM (SELECT 1 FROM follows WHERE follower_id = \(follower) LIMIT \(count)) AS found", as: Int.self)
    return found ?? 0 >= count
  }

  // MARK: Blocks and mutes

  /// False if the block stood already. The caller ends the follows between the two.
  public func block(_ blocker: UserID, _ blocked: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      "INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (\(blocker), \(blocked), \(now)) ON CONFLICT DO NOTHING") > 0
  }

  public func unblock(_ blocker: UserID, _ blocked: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM blocks WHERE blocker_id = \(blocker) AND blocked_id = \(blocked)") > 0
  }

  public func mute(_ muter: UserID, _ muted: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      "INSERT INTO mutes (muter_id, muted_id, created_at) VALUES (\(muter), \(muted), \(now)) ON CONFLICT DO NOTHING") > 0
  }

  public func unmute(_ muter: UserID, _ muted: UserID, in transaction: Transaction) async throws -> Bool {
    try await transaction.run("DELETE FROM mutes WHERE muter_id = \(muter) AND muted_id = \(muted)") > 0
  }

  // MARK: Leaving

  /// Everything between the member and others, in both directions.
  public func erase(_ member: UserID, in transaction: Transaction) async throws {
    // One statement for each index.
    try await transaction.run("DELETE FROM follows WHERE follower_id = \(member)")
    try await transaction.run("DELETE FROM follows WHERE followed_id = \(member) AND accepted_at IS NOT NULL")
    try await transaction.run("DELETE FROM follows WHERE followed_id = \(member) AND accepted_at IS NULL")
    try await transaction.run("DELETE FROM blocks WHERE blocker_id = \(member)")
    try await transaction.run("DELETE FROM blocks WHERE blocked_id = \(member)")
    try await transaction.run("DELETE FROM mutes WHERE muter_id = \(member)")
    try await transaction.run("DELETE FROM mutes WHERE muted_id = \(member)")
  }
}
