import Core
import Relations

/// Keeps who of owner and hands watches a script, for all of them to see, and for the pen: it ends when its holder stays away.
struct PresenceService: Sendable {
  let work: UnitOfWork
  let drafts: DraftRepository
  let watchers: WatcherRepository
  /// The name of this process among the nodes.
  let node: String

  /// What became of those who watch on this node.
  struct Change: Sendable {
    /// For all who watch, on other nodes too. Nil if nothing is new.
    let event: Event?
    /// For those here who have just begun to watch.
    let welcome: Event?
  }

  func working(among viewers: [Viewer]) async throws -> [Viewer] { try await watchers.working(among: viewers) }

  /// Writes who watches here now.
  func write(_ users: Set<UserID>, of script: ScriptID, at now: Timestamp) async throws -> Change {
    try await work.transaction { transaction in
      guard try await ScriptRows.lock(script, in: transaction) else { return Change(event: nil, welcome: nil) }
      let before = try await watchers.present(script, at: now, in: transaction)
      try await watchers.write(users.sorted(), of: script, on: node, at: now, in: transaction)
      let after = try await watchers.present(script, at: now, in: transaction)
      try await watchers.note(before.subtracting(after), after.subtracting(before), of: script, at: now, in: transaction)
      guard let draft = try await drafts.draft(script, at: now, in: transaction) else { return Change(event: nil, welcome: nil) }
      let present = draft.people.filter { after.contains($0.id) }
      return Change(
        event: before == after ? nil : Event(present: present, in: script, to: draft.people.map(\.id)),
        welcome: Event(present: present, in: script, to: users.sorted()))
    }
  }

  /// Says that this node is there, and forgets those of nodes that are gone; what to tell.
  func renew(at now: Timestamp) async throws -> [Event] {
    try await work.transaction { try await watchers.renew(node, at: now, in: $0) }
    var events: [Event] = []
    for script in try await watchers.faded(at: now, limit: 100) {
      let told = try await work.transaction { transaction in
        guard try await ScriptRows.lock(script, in: transaction) else { return nil as Event? }
        let gone = try await watchers.erase(script, at: now, in: transaction)
        let present = try await watchers.present(script, at: now, in: transaction)
        try await watchers.note(gone.subtracting(present), [], of: script, at: now, in: transaction)
        guard !gone.isSubset(of: present), let draft = try await drafts.draft(script, at: now, in: transaction) else { return nil }
        return Event(present: draft.people.filter { present.contains($0.id) }, in: script, to: draft.people.map(\.id))
      }
      if let told { events.append(told) }
    }
    return events
  }
}
