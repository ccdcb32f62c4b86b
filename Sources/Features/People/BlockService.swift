import Core
import Relations

/// Blocking and muting. The other is told nothing.
public struct BlockService: Sendable {
  let changes: RelationChanges
  let relations: RelationRepository
  let steps: RelationSteps

  /// Blocks somebody: follows, requests and places in the Top 8 between the two end for good. It also works on those who have blocked the member.
  public func block(_ scope: Scope, _ username: String) async throws -> Relation {
    try await changes.make(scope, username, to: .everybody) { member, found, _, transaction in
      let person = found.person.id
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
    try await changes.make(scope, username, to: .everybody) { member, found, _, transaction in
      let person = found.person.id
      guard try await relations.unblock(member, person, in: transaction) else { return [] }
      return try await steps.take(.block(member, person), at: scope.now, in: transaction)
        + steps.take(.hearing(member), at: scope.now, in: transaction)
    }
  }

  public func mute(_ scope: Scope, _ username: String) async throws -> Relation {
    try await changes.make(scope, username, to: .known) { member, found, _, transaction in
      let person = found.person.id
      guard try await relations.mute(member, person, at: scope.now, in: transaction) else { return [] }
      return try await steps.take(.hearing(member), at: scope.now, in: transaction)
    }
  }

  public func unmute(_ scope: Scope, _ username: String) async throws -> Relation {
    try await changes.make(scope, username, to: .known) { member, found, _, transaction in
      let person = found.person.id
      guard try await relations.unmute(member, person, in: transaction) else { return [] }
      return try await steps.take(.hearing(member), at: scope.now, in: transaction)
    }
  }
}
