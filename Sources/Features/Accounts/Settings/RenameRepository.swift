import Core
import SQL

/// When members changed their usernames. Counted in the database and not in memory, because the limit spans a day.
struct RenameRepository: Sendable {
  /// Counts one more change, or throws `RATE_LIMITED`. The caller has locked the member's row.
  func count(_ limit: Limit, of user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    guard let longest = limit.windows.map(\.span).max(), let most = limit.windows.map(\.count).max() else { return }
    try await transaction.run("DELETE FROM renames WHERE user_id = \(user) AND renamed_at <= \(now - longest)")
    let moments: [Timestamp] = try await transaction.values(
      "SELECT renamed_at FROM renames WHERE user_id = \(user) ORDER BY renamed_at DESC LIMIT \(most)")
    for window in limit.windows where moments.count >= window.count {
      let end = moments[window.count - 1] + window.span
      if end > now { throw AppError.rateLimited(retryAfter: end - now) }
    }
    try await transaction.run("INSERT INTO renames (user_id, renamed_at) VALUES (\(user), \(now)) ON CONFLICT DO NOTHING")
  }
}
