import Core
import SQL

/// What blocks and bans change for those who work on a draft together, and for those who watch a script.
struct HandRelationRepository: RelationStep, BanStep {
  /// Two members of whom one has blocked the other work on nothing together, and watch nothing of each other's.
  func relationChanged(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    switch change {
    case .block(let one, let other):
      var events: [Event] = []
      for (script, hand) in try await HandRows.scripts(between: one, and: other, in: transaction) {
        guard try await ScriptRows.lock(script, in: transaction) else { continue }
        try await HandRows.remove(hand, from: script, in: transaction)
        events += [Event(node: .placeReset(.script(script))), Event(node: .placeChanged(.script(script)))]
      }
      return events + (try await closing(one, in: transaction)) + (try await closing(other, in: transaction))
    case .follower(_, of: let person): return try await closing(person, in: transaction)
    case .hearing, .topEight: return []
    }
  }

  /// Nobody watches what a banned member made, and they hold no pen.
  func standingChanged(of user: UserID, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for script in try await HandRows.pens(of: user, in: transaction) {
      guard try await ScriptRows.lock(script, in: transaction) else { continue }
      try await HandRows.freePen(of: script, in: transaction)
      events.append(Event(node: .placeReset(.script(script))))
    }
    return events + (try await closing(user, in: transaction))
  }

  private func closing(_ owner: UserID, in transaction: Transaction) async throws -> [Event] {
    try await HandRows.watchable(of: owner, in: transaction).map { Event(node: .placeChanged(.script($0))) }
  }
}
