import Core
import SQL

/// How long commits took so far, as the service passes it on without looking into it.
typealias CommitMark = CommitTimes

/// Figures as rows.
struct FigureRepository: Sendable {
  let database: Database

  var commitMark: CommitMark { database.metrics.commitTimes }

  /// What 99 of 100 commits between two marks did not exceed, in microseconds. Nil without a commit.
  func slowestCommit(from earlier: CommitMark?, to mark: CommitMark) -> Int64? {
    (earlier.map { mark.since($0) } ?? mark).quantile(0.99)?.wholeMicroseconds
  }

  /// Ids of messages only grow: the newest tells how many there were since another.
  func newestMessage() async throws -> Int64 { try await database.value("SELECT COALESCE(MAX(id), 0) FROM messages") ?? 0 }

  /// Adds to the node's row of that minute.
  func add(_ sample: FigureSample, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      INSERT INTO figures (at, node, requests, errors, messages, sockets, members, commit_us, memory_bytes)
      VALUES (\(sample.minute), \(sample.node), \(sample.requests), \(sample.errors), \(sample.messages), \(sample.sockets),
        \(sample.members), \(sample.commitMicroseconds), \(sample.memoryBytes))
      ON CONFLICT (at, node) DO UPDATE SET requests = figures.requests + excluded.requests, errors = figures.errors + excluded.errors,
        messages = CASE WHEN excluded.messages IS NULL THEN figures.messages ELSE COALESCE(figures.messages, 0) + excluded.messages END,
        sockets = \(greater("sockets")), members = \(greater("members")), commit_us = \(greater("commit_us")),
        memory_bytes = \(greater("memory_bytes"))
      """)
  }

  /// Of two that may be missing.
  private func greater(_ column: StaticString) -> SQL {
    """
    CASE WHEN figures.\(raw: column) IS NULL OR excluded.\(raw: column) > figures.\(raw: column) THEN excluded.\(raw: column)
      ELSE figures.\(raw: column) END
    """
  }

  /// The nodes together, minute by minute, the oldest first. What each node knows of all counts once.
  func minutes(from first: Timestamp, before end: Timestamp) async throws -> [FigureMinute] {
    try await database.read { snapshot in
      try await snapshot.all(
        """
        SELECT at, CAST(SUM(requests) AS BIGINT), CAST(SUM(errors) AS BIGINT), MAX(messages), CAST(SUM(sockets) AS BIGINT), MAX(members),
          MAX(commit_us), CAST(SUM(memory_bytes) AS BIGINT)
        FROM figures WHERE at >= \(first) AND at < \(end) GROUP BY at ORDER BY at
        """
      ) { row in
        FigureMinute(
          at: try row[0], requests: try row[1], errors: try row[2], messages: try row[3], sockets: try row[4], members: try row[5],
          commitMicroseconds: try row[6], memoryBytes: try row[7])
      }
    }
  }

  func removeOld(before moment: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM figures WHERE at < \(moment)")
  }
}
