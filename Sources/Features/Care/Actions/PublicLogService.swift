import Core

/// What staff did, for every member to read.
public struct PublicLogService: Sendable {
  let log: PublicLogRepository

  func entries(_ scope: Scope, _ filter: LogFilter?, before bound: ActionID?, limit: Int) async throws -> LogSlice {
    _ = try scope.requireMember()
    // Changes of the server's settings are not actions about members.
    if filter == .setting { return LogSlice(entries: [], next: nil) }
    let found = try await log.entries(filter.flatMap { ActionKind(rawValue: $0.rawValue) }, before: bound, limit: limit + 1)
    return LogSlice(entries: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].id : nil)
  }
}
