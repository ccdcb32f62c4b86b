import Core

/// What staff did, for every member to read.
public struct PublicLogService: Sendable {
  let log: PublicLogRepository

  func entries(_ scope: Scope, _ filter: LogFilter?, before cursor: Int64?, limit: Int) async throws -> LogSlice {
    _ = try scope.requireMember()
    let found = try await log.entries(filter, before: cursor.map { LogPosition(cursor: $0) } ?? .end, limit: limit + 1)
    return LogSlice(entries: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].position : nil)
  }
}
