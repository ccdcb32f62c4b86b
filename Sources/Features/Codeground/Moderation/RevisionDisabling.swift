import Core
import Relations

/// Takes revisions out of sight and brings them back, in the transaction of whoever decides.
struct RevisionDisabling: Sendable {
  let scripts: ScriptRepository
  let revisions: RevisionRepository
  let proposals: ProposalNotices
  let forks: ForkNotices
  let publicity: ScriptPublicity
  let disabled: DisabledRevisionRepository

  /// A revision that staff may judge: one that they see, and every disabled one.
  func judged(_ id: ScriptID, _ number: Int, by member: UserID, in transaction: Transaction) async throws -> Revision? {
    guard let revision = try await revisions.revision(id, number, in: transaction) else { return nil }
    if revision.isDisabled { return revision }
    guard let row = try await scripts.visible(id, to: member, in: transaction), row.seen.script.deletedAt == nil else { return nil }
    return revision
  }

  func disable(
    _ revision: Revision, by staff: UserID?, because reason: String, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    let sequence = try await PlaceID.script(revision.script).takeSeq(in: transaction)
    try await disabled.disable(revision.script, revision.number, sequence, by: staff, because: reason, at: now, in: transaction)
    return try await renew(revision, at: now, in: transaction)
  }

  func enable(_ revision: Revision, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let sequence = try await PlaceID.script(revision.script).takeSeq(in: transaction)
    try await disabled.enable(revision.script, revision.number, sequence, in: transaction)
    return try await renew(revision, at: now, in: transaction)
  }

  /// Withdraws those that have been disabled for long enough.
  func withdraw(disabledBefore moment: Timestamp, at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for (id, number) in try await disabled.old(before: moment, limit: limit, in: transaction) {
      guard try await ScriptRows.lock(id, in: transaction), let revision = try await revisions.revision(id, number, in: transaction) else {
        continue
      }
      let sequence = try await PlaceID.script(id).takeSeq(in: transaction)
      try await revisions.withdraw(id, number, sequence, at: now, in: transaction)
      events += try await renew(revision, at: now, in: transaction)
      events += try await proposals.withdraw(proposing: id, number, at: now, in: transaction)
    }
    return events
  }

  /// What to tell of the revision and of its script.
  private func renew(_ revision: Revision, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let (id, place) = (revision.script, PlaceID.script(revision.script))
    guard let script = try await scripts.script(id, in: transaction) else { return [] }
    let sequence = try await place.takeSeq(in: transaction)
    try await scripts.count(id, revisions: script.revisions, script.visibility, sequence, in: transaction)
    let told = try await publicity.update(id, at: now, in: transaction)
    guard let changed = try await revisions.revision(id, revision.number, in: transaction),
      let after = try await scripts.script(id, in: transaction)
    else { return told }
    let notices = try await forks.update(id, at: now, in: transaction)
    return [Event(changed: changed.object, in: place), Event(changed: after.object, in: place)] + told + notices
  }
}
