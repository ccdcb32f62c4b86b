import Core
import Telemetry

/// Keeps rows and files together, and erases what nobody needs. The server's own.
struct MediaSweepService: Sendable {
  let work: UnitOfWork
  let media: MediaRepository
  let store: any MediaStore
  let log: Logger

  /// Files and rows of this age are of no upload that still runs.
  private static let settled = Duration.hours(1)

  /// Everything there is to do, in turn.
  func sweep(_ scope: Scope) async throws {
    try scope.require(.admin)
    try await eraseUnused(scope)
    try await removeStrays(scope)
    try await eraseLost(scope)
  }

  /// Files that nothing has used for seven days.
  func eraseUnused(_ scope: Scope) async throws {
    let moment = scope.now - MediaItem.unusedLifetime
    while true {
      let owners = try await media.ownersOfUnused(since: moment, limit: 100)
      var erased = 0
      for owner in owners {
        erased += try await erase(of: owner) { try await media.unused(of: owner, since: moment, limit: 100, in: $0) }
      }
      if erased == 0 { return }
    }
  }

  /// All of a member who left.
  func eraseEverything(_ scope: Scope, of owner: UserID) async throws {
    try scope.require(.admin)
    while try await erase(of: owner, { try await media.everything(of: owner, limit: 100, in: $0) }) > 0 {}
    try await work.transaction { try await media.forgetUsage(of: owner, in: $0) }
  }

  /// Files that no row names: an interrupted deletion left them.
  func removeStrays(_ scope: Scope) async throws {
    try await store.keys(storedBefore: scope.now - Self.settled) { keys in
      let known = try await media.known(keys)
      let strays = keys.filter { !known.contains($0) }
      guard !strays.isEmpty else { return }
      try await store.remove(strays)
      log.info("media_strays_removed", ["files": strays.count])
    }
  }

  /// Rows whose files are gone. If all are, the folder is another one or is not mounted, and nothing is erased.
  func eraseLost(_ scope: Scope) async throws {
    var (lost, found): ([MediaItem], Bool) = ([], false)
    var last: Int64 = 0
    while true {
      let items = try await media.items(after: last, madeBefore: scope.now - Self.settled, limit: 500)
      guard let end = items.last else { break }
      last = end.number
      let missing = try await store.missing(among: items)
      lost += missing
      if missing.count < items.count { found = true }
    }
    guard !lost.isEmpty else { return }
    guard found else { return log.error("media_folder_without_files", ["rows": lost.count]) }
    for (owner, items) in Dictionary(grouping: lost, by: \.owner) {
      try await erase(of: owner) { transaction in
        var present: [MediaItem] = []
        for item in items { if let row = try await media.item(item.id, of: owner, in: transaction) { present.append(row) } }
        return present
      }
    }
    log.warning("media_rows_without_files", ["rows": lost.count])
  }

  /// Erases rows of one owner, then their files; how many there were.
  @discardableResult
  private func erase(of owner: UserID, _ choose: @Sendable (Transaction) async throws -> [MediaItem]) async throws -> Int {
    let items = try await work.transaction { transaction in
      guard try await media.lock(owner, in: transaction) else { return [MediaItem]() }
      let items = try await choose(transaction)
      try await media.erase(items, of: owner, in: transaction)
      return items
    }
    try await store.remove(items.map(\.key))
    return items.count
  }
}
