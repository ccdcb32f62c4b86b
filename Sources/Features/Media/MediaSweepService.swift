import Core
import Synchronization
import Telemetry

/// Keeps rows and files in step, and erases files that are not used. Only the server calls it.
struct MediaSweepService: Sendable {
  let work: UnitOfWork
  let media: MediaRepository
  /// What uses files.
  let kinds: [any MediaUseRows]
  let store: any MediaStore
  let log: Logger

  /// Files and rows of this age are of no upload that still runs.
  private static let settled = Duration.hours(1)

  /// Everything there is to do, in turn.
  func sweep(_ scope: Scope) async throws {
    try scope.require(.admin)
    try await eraseUnused(scope)
    try await eraseRemoved(scope)
    try await removeStrays(scope)
    try await reportLost(scope)
  }

  /// Files that nothing has used for seven days.
  func eraseUnused(_ scope: Scope) async throws {
    let moment = scope.now - MediaItem.unusedLifetime
    while true {
      let owners = try await media.ownersOfUnused(since: moment, limit: 100)
      var erased = 0
      for owner in owners {
        erased += try await erase(of: owner, choosing: { try await media.unused(of: owner, since: moment, limit: 100, in: $0) })
      }
      if erased == 0 { return }
    }
  }

  /// Files that staff removed and cannot bring back any more. What shows them stays without them.
  func eraseRemoved(_ scope: Scope) async throws {
    let moment = scope.now - MediaRemoval.restorable
    while true {
      let owners = try await media.ownersOfRemoved(before: moment, limit: 100)
      var erased = 0
      for owner in owners {
        erased += try await erase(of: owner, telling: scope.outbox) { transaction in
          let uses = try await media.usesOfRemoved(of: owner, before: moment, limit: 100, in: transaction)
          var events: [Event] = []
          for kind in kinds {
            let those = uses.filter { $0.kind.utf8.elementsEqual(kind.name.utf8) }
            guard !those.isEmpty else { continue }
            events += try await kind.lose(those.map(\.file.rawValue), of: those.map(\.subject), in: transaction)
          }
          return events
        } choosing: {
          try await media.removed(of: owner, before: moment, limit: 100, in: $0)
        }
      }
      if erased == 0 { return }
    }
  }

  /// All of a member who left.
  func eraseEverything(_ scope: Scope, of owner: UserID) async throws {
    try scope.require(.admin)
    while try await erase(of: owner, choosing: { try await media.everything(of: owner, limit: 100, in: $0) }) > 0 {}
    try await work.transaction { try await media.forgetUsage(of: owner, in: $0) }
  }

  /// Files that no row names: an interrupted deletion left them. If that is most of the files, the database is another one or an older
  /// one, and nothing is removed.
  func removeStrays(_ scope: Scope) async throws {
    try scope.require(.admin)
    let found = Mutex((strays: [MediaKey](), known: 0))
    try await store.keys(storedBefore: scope.now - Self.settled) { keys in
      let known = try await media.known(keys)
      found.withLock {
        $0.strays += keys.filter { !known.contains($0) }
        $0.known += known.count
      }
    }
    let (strays, known) = found.withLock { $0 }
    guard !strays.isEmpty else { return }
    guard strays.count <= known else { return log.error("media_files_without_rows", ["files": strays.count, "known": known]) }
    try await store.remove(strays)
    log.info("media_strays_removed", ["files": strays.count])
  }

  /// Says which rows have no files. A crash leaves none: somebody removed the files, or the folder is another one or is not mounted. Nothing
  /// is erased, so that the files can be put back.
  func reportLost(_ scope: Scope) async throws {
    try scope.require(.admin)
    var (lost, last): (Int, Int64) = (0, 0)
    while true {
      let items = try await media.items(after: last, madeBefore: scope.now - Self.settled, limit: 500)
      guard let end = items.last else { break }
      last = end.number
      lost += try await store.missing(among: items).count
    }
    if lost > 0 { log.error("media_rows_without_files", ["rows": lost]) }
  }

  /// Erases rows of one owner, then their files; how many there were.
  ///
  /// - Parameter prepare: What comes before any file is locked.
  @discardableResult
  private func erase(
    of owner: UserID, telling outbox: Outbox? = nil, after prepare: @Sendable (Transaction) async throws -> [Event] = { _ in [] },
    choosing choose: @Sendable (Transaction) async throws -> [MediaItem]
  ) async throws -> Int {
    let (items, events) = try await work.transaction { transaction in
      let events = try await prepare(transaction)
      guard try await media.lock(owner, in: transaction) else { return ([MediaItem](), events) }
      let items = try await choose(transaction)
      try await media.erase(items, of: owner, in: transaction)
      return (items, events)
    }
    for event in events { outbox?.add(event) }
    try await store.remove(items.map(\.key))
    return items.count
  }
}
