import Core

/// Removes in the background what banned members made, and brings it back. Each thing is one transaction: a server that ends goes on where it
/// was, no writer waits long, and no transaction locks two places that others lock in another order.
public struct BanSweepService: Sendable {
  /// Things of one kind that are found at once. When they are removed, it looks for more.
  private static let batch = 500

  let work: UnitOfWork
  let kinds: ReportKinds
  let sweeps: BanSweepRepository
  let cases: CaseRepository

  /// How many things it has seen to; 0 when there is nothing to do. The server's own.
  func work(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    guard let oldest = try await cases.reading({ try await sweeps.oldest(in: $0) }) else { return 0 }
    // Found without a lock, since it may take a while.
    let made = oldest.step == .find ? try await made(oldest) : []
    let (count, events) = try await work.transaction { transaction -> (Int, [Event]) in
      guard let sweep = try await sweeps.next(in: transaction) else { return (0, []) }
      switch sweep.step {
      case .find:
        guard sweep.action == oldest.action, oldest.step == .find else { return (1, []) }
        try await add(made, to: sweep, in: transaction)
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

  private func made(_ sweep: BanSweepRepository.Sweep) async throws -> [(kind: String, keys: [String])] {
    try await cases.reading { snapshot in
      var made: [(kind: String, keys: [String])] = []
      for kind in kinds.all {
        guard let removal = kind.removal else { continue }
        made.append((kind.kind, try await removal.keys(madeBy: sweep.user, since: sweep.since, limit: Self.batch, in: snapshot)))
      }
      return made
    }
  }

  private func add(
    _ made: [(kind: String, keys: [String])], to sweep: BanSweepRepository.Sweep, in transaction: Transaction
  ) async throws {
    for (kind, keys) in made { try await sweeps.add(keys, of: kind, to: sweep.action, in: transaction) }
    if try await sweeps.things(sweep.action, removed: false, limit: 1, in: transaction).isEmpty {
      try await sweeps.end(sweep.action, in: transaction)
    } else {
      try await sweeps.proceed(sweep.action, to: .remove, in: transaction)
    }
  }

  private func remove(
    _ sweep: BanSweepRepository.Sweep, at now: Timestamp, in transaction: Transaction
  ) async throws -> (Int, [Event]) {
    guard let (kind, key) = try await sweeps.things(sweep.action, removed: false, limit: 1, in: transaction).first else {
      try await sweeps.proceed(sweep.action, to: .find, in: transaction)
      return (1, [])
    }
    let told = try await sweeps.alone(in: transaction) {
      guard case .removed(let told)? = try await kinds[kind]?.removal?.remove(key, at: now, in: transaction) else { return nil }
      return told
    }
    try await sweeps.mark(
      sweep.action, kind, key, removedAt: told == nil ? BanSweepRepository.untouched : now, in: transaction)
    return (1, told ?? [])
  }

  private func restore(
    _ sweep: BanSweepRepository.Sweep, at now: Timestamp, in transaction: Transaction
  ) async throws -> (Int, [Event]) {
    guard let (kind, key) = try await sweeps.things(sweep.action, removed: true, limit: 1, in: transaction).first else {
      try await sweeps.end(sweep.action, in: transaction)
      return (1, [])
    }
    let told = try await sweeps.alone(in: transaction) { try await kinds[kind]?.removal?.restore(key, at: now, in: transaction) }
    try await sweeps.forget(sweep.action, kind, key, in: transaction)
    return (1, told ?? [])
  }
}
