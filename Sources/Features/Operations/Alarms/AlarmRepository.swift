import Core
import SQL

/// When administrators were last told of each kind of trouble, in the table `meta`.
struct AlarmRepository: Sendable {
  /// Whether it is time to tell them again. Of several nodes that ask at the same time, one gets true.
  func take(_ trouble: Trouble, at now: Timestamp, pause: Duration, in transaction: Transaction) async throws -> Bool {
    try await transaction.run(
      """
      INSERT INTO meta (key, value) VALUES (\("alarm_" + trouble.rawValue), \(String(now.microseconds)))
      ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE CAST(meta.value AS BIGINT) <= \(now - pause)
      """) > 0
  }
}
