import Core
import SQL

/// What the overview and the checks count.
public struct OperationsRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// As `/admin` names it: `sqlite` or `postgres`.
  var databaseKind: String { database.dialect.rawValue }
  var databaseName: String { database.dialect == .sqlite ? "SQLite" : "PostgreSQL" }
  var queuedWrites: Int { database.metrics.queuedWrites }
  /// In milliseconds, since the start. Nil without a commit.
  var commits: (median: Double?, slowest: Double?) {
    let times = database.metrics.commitTimes
    return (times.quantile(0.5).map { $0 / .milliseconds(1) }, times.quantile(0.99).map { $0 / .milliseconds(1) })
  }
  var slowStatements: Int { database.metrics.slowStatements }

  /// Returns when the database has answered, and would take a change.
  func ping() async throws { try await database.ping() }

  /// Messages that are looked at, newest first. Of a place that has more in a day, the number is not known.
  private static let mostMessages = 100_000

  func administrators() async throws -> Int {
    try await database.value("SELECT COUNT(*) FROM users WHERE role = 'admin' AND banned_at IS NULL") ?? 0
  }

  func people(at now: Timestamp) async throws -> Overview.People {
    let day = now - .hours(24)
    return try await database.read { snapshot in
      Overview.People(
        total: try await snapshot.value("SELECT COUNT(*) FROM users WHERE is_bot = \(false)") ?? 0,
        banned: try await snapshot.value("SELECT COUNT(*) FROM users WHERE banned_at IS NOT NULL") ?? 0,
        joined: try await snapshot.value("SELECT COUNT(*) FROM users WHERE created_at > \(day) AND is_bot = \(false)") ?? 0,
        active: try await snapshot.value("SELECT COUNT(DISTINCT user_id) FROM sessions WHERE last_seen_at > \(day)") ?? 0)
    }
  }

  /// Starts at the newest message, because messages have no index by time.
  func messages(at now: Timestamp) async throws -> Overview.Messages {
    let (minute, hour, day) = (now - .minutes(1), now - .hours(1), now - .hours(24))
    let counted = try await database.read { snapshot in
      try await snapshot.all(
        """
        SELECT COUNT(CASE WHEN created_at > \(minute) THEN 1 END), COUNT(CASE WHEN created_at > \(hour) THEN 1 END),
          COUNT(CASE WHEN created_at > \(day) THEN 1 END)
        FROM (SELECT created_at FROM messages ORDER BY id DESC LIMIT \(Self.mostMessages)) AS newest
        """
      ) { row in [try row[0] as Int, try row[1] as Int, try row[2] as Int] }
    }
    let counts = (counted.first ?? [0, 0, 0]).map { $0 < Self.mostMessages ? $0 : nil }
    return Overview.Messages(lastMinute: counts[0], lastHour: counts[1], lastDay: counts[2])
  }

  /// PostgreSQL's own figure; nil for SQLite, whose files are on this machine.
  func databaseBytes() async throws -> Int64? {
    guard database.dialect == .postgres else { return nil }
    return try await database.value("SELECT pg_database_size(current_database())")
  }
}
