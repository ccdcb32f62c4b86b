import Core
import Telemetry

/// Removes in the background what banned members made, and brings it back. Each turn is one transaction, so that a server that ends goes on
/// where it was.
public struct BanSweepService: Sendable {
  /// Things in one transaction: few enough that no writer waits long.
  private static let turn = 40
  /// Things of one kind that are found at once. When they are removed, it looks for more.
  private static let batch = 2_000

  let work: UnitOfWork
  let kinds: ReportKinds
  let sweeps: BanSweepRepository

  /// How many things it has seen to; 0 when there is nothing to do. The server's own.
  func work(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    let (count, events) = try await work.transaction { transaction -> (Int, [Event]) in
      guard let sweep = try await sweeps.next(in: transaction) else { return (0, []) }
      switch sweep.step {
      case .find:
        try await find(sweep, in: transaction)
        return (1, [])
      case .remove: return try await remove(sweep, at: scope.now, in: transaction)
      case .restore: return try await restore(sweep, at: scope.now, in: transaction)
      }
    }
    for event in events { scope.outbox.add(event) }
    return count
  }

  /// Forgets what can no longer be brought back; how many. The server's own.
  func forgetOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction {
      try await sweeps.forgetOld(before: scope.now - Action.restorable, limit: limit, in: $0)
    }
  }

  private func find(_ sweep: BanSweepRepository.Sweep, in transaction: Transaction) async throws {
    for kind in kinds.all {
      guard let removal = kind.removal else { continue }
      let keys = try await removal.keys(madeBy: sweep.user, since: sweep.since, limit: Self.batch, in: transaction)
      try await sweeps.add(keys, of: kind.kind, to: sweep.action, in: transaction)
    }
    if try await sweeps.things(sweep.action, removed: false, limit: 1, in: transaction).isEmpty {
      try await sweeps.end(sweep.action, in: transaction)
    } else {
      try await sweeps.proceed(sweep.action, to: .remove, in: transaction)
    }
  }

  private func remove(
    _ sweep: BanSweepRepository.Sweep, at now: Timestamp, in transaction: Transaction
  ) async throws -> (Int, [Event]) {
    let things = try await sweeps.things(sweep.action, removed: false, limit: Self.turn, in: transaction)
    var events: [Event] = []
    for (kind, key) in things {
      if case .removed(let told)? = try await kinds[kind]?.removal?.remove(key, at: now, in: transaction) {
        events += told
        try await sweeps.mark(sweep.action, kind, key, removedAt: now, in: transaction)
      } else {
        try await sweeps.mark(sweep.action, kind, key, removedAt: BanSweepRepository.untouched, in: transaction)
      }
    }
    if things.count < Self.turn { try await sweeps.proceed(sweep.action, to: .find, in: transaction) }
    return (things.count + 1, events)
  }

  private func restore(
    _ sweep: BanSweepRepository.Sweep, at now: Timestamp, in transaction: Transaction
  ) async throws -> (Int, [Event]) {
    let things = try await sweeps.things(sweep.action, removed: true, limit: Self.turn, in: transaction)
    var events: [Event] = []
    for (kind, key) in things {
      // Nil for what its author deleted, too.
      events += try await kinds[kind]?.removal?.restore(key, at: now, in: transaction) ?? []
      try await sweeps.forget(sweep.action, kind, key, in: transaction)
    }
    if things.count < Self.turn { try await sweeps.end(sweep.action, in: transaction) }
    return (things.count, events)
  }
}
