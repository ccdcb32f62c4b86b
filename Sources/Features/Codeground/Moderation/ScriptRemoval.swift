import Core

/// How staff remove a revision: it is disabled.
struct ScriptRemoval: StaffRemoval {
  let revisions: RevisionRepository
  let disabling: RevisionDisabling

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let key = ScriptRevisionKey(key), try await ScriptRows.lock(key.script, in: transaction),
      let revision = try await revisions.revision(key.script, key.number, in: transaction)
    else { return .unknown }
    guard !revision.isGone else { return .gone }
    return .removed(try await disabling.disable(revision, by: nil, because: "", at: now, in: transaction))
  }

  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await disabling.disabled.standing(madeBy: user, since: moment, limit: limit, in: snapshot).map { "\($0.0)@\($0.1)" }
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let key = ScriptRevisionKey(key), try await ScriptRows.lock(key.script, in: transaction),
      let revision = try await revisions.revision(key.script, key.number, in: transaction), revision.isDisabled, !revision.isWithdrawn
    else { return nil }
    return try await disabling.enable(revision, at: now, in: transaction)
  }
}
