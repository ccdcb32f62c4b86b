import Core
import Relations

/// Changes what stands between the caller and one person, each in a transaction of its own. All changes between two people are decided one
/// after another.
struct RelationChanges: Sendable {
  let work: UnitOfWork
  let people: PersonRepository
  let relations: RelationRepository

  /// Whom a name leads to.
  enum Reach {
    /// People the caller may know of.
    case known
    /// Also people who have blocked the caller.
    case everybody
  }

  /// - Parameter body: Gets the caller, the person, and what stands between them. Returns what to tell once all is committed.
  func make(
    _ scope: Scope, _ username: String, to reach: Reach,
    _ body: @Sendable (UserID, PersonRepository.Found, Relation, Transaction) async throws -> [Event]
  ) async throws -> Relation {
    let member = try scope.requireMember().id
    let (relation, events) = try await work.transaction { transaction in
      guard let seen = try await find(username, reach, member, scope.now, transaction) else { throw AppError.noPerson }
      guard seen.person.id != member else { throw AppError.oneself }
      try await relations.lock(member, seen.person.id, in: transaction)
      // The person may have changed while this waited for the lock.
      guard let found = try await find(username, reach, member, scope.now, transaction),
        let old = try await relations.relation(of: member, to: found.person.id, at: transaction)
      else { throw AppError.noPerson }
      let events = try await body(member, found, old, transaction)
      return (try await relations.relation(of: member, to: found.person.id, at: transaction) ?? old, events)
    }
    for event in events { scope.outbox.add(event) }
    return relation
  }

  private func find(
    _ username: String, _ reach: Reach, _ member: UserID, _ now: Timestamp, _ transaction: Transaction
  ) async throws -> PersonRepository.Found? {
    switch reach {
    case .known: try await people.known(username, to: member, at: now, in: transaction)
    case .everybody: try await people.present(username, at: now, in: transaction)
    }
  }
}

/// What other features do when a relation changes.
struct RelationSteps: Sendable {
  let steps: [any RelationStep]

  func take(_ change: RelationChange, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    var events: [Event] = []
    for step in steps { events += try await step.relationChanged(change, at: now, in: transaction) }
    return events
  }

  /// Ends a follow or a request, with the place in the follower's Top 8.
  func end(
    _ follower: UserID, follows followed: UserID, _ relations: RelationRepository, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    switch try await relations.unfollow(follower, followed, in: transaction) {
    case nil, .request: return []
    case .follow: return try await take(.follower(follower, of: followed), at: now, in: transaction)
    case .followInTop8:
      return try await take(.follower(follower, of: followed), at: now, in: transaction)
        + take(.topEight(follower), at: now, in: transaction)
    }
  }
}

extension AppError {
  /// One answer for a name that does not exist and for somebody who has blocked the caller, so that it does not tell which.
  static let noPerson = AppError.notFound("This")
  static let oneself = AppError.validation("username", "must be somebody else's")
}

extension RelationRepository {
  func relation(of viewer: UserID, to person: UserID, at snapshot: Snapshot) async throws -> Relation? {
    try await relations(of: viewer, to: [person], at: snapshot)[person]
  }
}
