import Accounts
import Core
import Relations

/// Staff take a revision out of sight, or bring it back within 30 days. Its code stays, for staff to judge.
public struct DisablingService: Sendable {
  /// How long staff can bring it back. After that it is withdrawn.
  static let restorable = Duration.days(30)
  static let reasons = 1...1_000

  let work: UnitOfWork
  let revisions: RevisionRepository
  let disabling: RevisionDisabling
  let ranks: StaffRankRepository
  let removals: StaffRemovals

  /// A repeat changes nothing.
  func disable(_ scope: Scope, _ number: Int?, of id: ScriptID?, because reason: @Sendable () throws -> String) async throws -> Revision {
    try await change(scope, number, of: id) { revision, transaction in
      let reason = try reason()
      guard !revision.isDisabled else { return [] }
      let told = try await disabling.disable(revision, by: scope.member?.id, because: reason, at: scope.now, in: transaction)
      return told
        + (try await removals.removed(
          "script", revision.key, of: revision.owner.id, saying: reason, by: scope, in: transaction))
    }
  }

  func enable(_ scope: Scope, _ number: Int?, of id: ScriptID?, because reason: @Sendable () throws -> String) async throws -> Revision {
    try await change(scope, number, of: id) { revision, transaction in
      _ = try reason()
      guard revision.isDisabled else { return [] }
      let told = try await disabling.enable(revision, at: scope.now, in: transaction)
      return told + (try await removals.restored("script", revision.key, of: revision.owner.id, by: scope, in: transaction))
    }
  }

  private func change(
    _ scope: Scope, _ number: Int?, of id: ScriptID?, _ change: @Sendable (Revision, Transaction) async throws -> [Event]
  ) async throws -> Revision {
    let member = try scope.requireMember(.moderate)
    guard let id, let number else { throw AppError.notFound() }
    let (revision, events) = try await work.transaction { transaction in
      guard try await ScriptRows.lock(id, in: transaction),
        let before = try await disabling.judged(id, number, by: member.id, in: transaction)
      else { throw AppError.notFound() }
      guard try await ranks.outranks(member, before.owner.id, as: before.owner.role, at: scope.now, in: transaction) else {
        throw AppError.forbidden("Staff act on the works of members of a lower rank alone")
      }
      guard !before.isWithdrawn else { throw AppError(.conflict, "Its author has withdrawn this revision") }
      let events = try await change(before, transaction)
      guard let revision = try await revisions.revision(id, number, in: transaction) else { throw AppError.notFound() }
      return (revision, events)
    }
    for event in events { scope.outbox.add(event) }
    return revision
  }

  /// Withdraws what was disabled and not brought back in time, at most `limit`; how many there were. The server's own.
  func withdrawOld(_ scope: Scope, limit: Int = 50) async throws -> Int {
    try scope.require(.admin)
    let events = try await work.transaction { transaction in
      try await disabling.withdraw(disabledBefore: scope.now - Self.restorable, at: scope.now, limit: limit, in: transaction)
    }
    for event in events { scope.outbox.add(event) }
    return events.count
  }
}

extension Revision {
  /// How reports and actions of staff name it.
  fileprivate var key: String { "\(script)@\(number)" }
}
