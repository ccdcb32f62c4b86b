import Core
import Relations

/// Blocking and muting. The other is told nothing.
public struct BlockService: Sendable {
  let work: UnitOfWork
  let people: PersonRepository
  let relations: RelationRepository
  let steps: RelationSteps

  /// Whom a name leads to.
  private enum Reach {
    /// Those the member may know of.
    case known
    /// Also those who have blocked the member.
    case everybody
  }

  /// Blocks somebody: follows, requests and places in the Top 8 between the two end for good. It also works on those who have blocked the member.
  public func block(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username, of: .everybody) { member, person, transaction in
      guard try await relations.block(member, person, at: scope.now, in: transaction) else { return [] }
      var events: [Event] = []
      // In ascending order, as each may lock its follower's wall: two such transactions cannot wait for each other.
      for follower in [min(member, person), max(member, person)] {
        let followed = follower == member ? person : member
        events += try await steps.end(follower, follows: followed, relations, at: scope.now, in: transaction)
      }
      return try await events + steps.take(.block(member, person), at: scope.now, in: transaction)
        + steps.take(.hearing(member), at: scope.now, in: transaction)
    }
  }

  /// Ends the member's own block; the other's, if there is one, stands.
  public func unblock(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username, of: .everybody) { member, person, transaction in
      guard try await relations.unblock(member, person, in: transaction) else { return [] }
      return try await steps.take(.block(member, person), at: scope.now, in: transaction)
        + steps.take(.hearing(member), at: scope.now, in: transaction)
    }
  }

  public func mute(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username, of: .known) { member, person, transaction in
      guard try await relations.mute(member, person, at: scope.now, in: transaction) else { return [] }
      return try await steps.take(.hearing(member), at: scope.now, in: transaction)
    }
  }

  public func unmute(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username, of: .known) { member, person, transaction in
      guard try await relations.unmute(member, person, in: transaction) else { return [] }
      return try await steps.take(.hearing(member), at: scope.now, in: transaction)
    }
  }

  /// - Parameter body: returns what to tell once all is committed.
  private func change(
    _ scope: Scope, _ username: String, of reach: Reach, _ body: @Sendable (UserID, UserID, Transaction) async throws -> [Event]
  ) async throws -> Relation {
    let member = try scope.requireMember()
    let (relation, events) = try await work.transaction { transaction in
      guard let seen = try await find(username, reach, member.id, scope.now, transaction) else { throw AppError.noPerson }
      guard seen != member.id else { throw AppError.oneself }
      try await relations.lock(member.id, seen, in: transaction)
      // What was seen before the lock was waited for may be gone.
      guard let person = try await find(username, reach, member.id, scope.now, transaction) else { throw AppError.noPerson }
      let events = try await body(member.id, person, transaction)
      guard let relation = try await relations.relation(of: member.id, to: person, at: transaction) else { throw AppError.noPerson }
      return (relation, events)
    }
    for event in events { scope.outbox.add(event) }
    return relation
  }

  private func find(
    _ username: String, _ reach: Reach, _ member: UserID, _ now: Timestamp, _ transaction: Transaction
  ) async throws -> UserID? {
    switch reach {
    case .known: try await people.known(username, to: member, at: now, in: transaction)?.person.id
    case .everybody: try await people.present(username, at: now, in: transaction)?.person.id
    }
  }
}
