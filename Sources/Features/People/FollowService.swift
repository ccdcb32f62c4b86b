import Core
import Relations

/// Following, and answering those who ask to. Each change is decided one after another with every other between the two people.
public struct FollowService: Sendable {
  /// Most people one member may follow, requests included.
  public static let most = 5_000

  let work: UnitOfWork
  let people: PersonRepository
  let relations: RelationRepository
  let steps: RelationSteps

  /// Follows somebody, or asks to where their wall is for followers or for nobody. A repeat changes nothing.
  public func follow(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username) { member, found, old, transaction in
      guard !old.blocked else { throw AppError(.conflict, "You have blocked this person. Unblock them first") }
      guard old.following != .following else { return [] }
      if old.following == .none, try await relations.followsAtLeast(Self.most, member, in: transaction) {
        throw AppError(.limitExceeded, "You may follow at most \(Self.most) people")
      }
      let isOpen = found.visibility == .public || found.visibility == .members
      let isNew = try await relations.follow(member, found.person.id, accepted: isOpen, at: scope.now, in: transaction)
      guard isNew, isOpen else { return [] }
      return try await steps.take(.follower(member, of: found.person.id), at: scope.now, in: transaction)
    }
  }

  /// Stops following, or withdraws a request. The other is not told.
  public func unfollow(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username) { member, found, _, transaction in
      try await steps.end(member, follows: found.person.id, relations, at: scope.now, in: transaction)
    }
  }

  /// Accepts somebody's request. `NOT_FOUND` if they neither ask nor follow.
  public func accept(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username) { member, found, old, transaction in
      guard old.requestsMe || old.followsMe else { throw AppError.noPerson }
      guard try await relations.accept(found.person.id, member, at: scope.now, in: transaction) else { return [] }
      return try await steps.take(.follower(found.person.id, of: member), at: scope.now, in: transaction)
    }
  }

  /// Declines somebody's request, or removes a follower. They are not told.
  public func remove(_ scope: Scope, _ username: String) async throws -> Relation {
    try await change(scope, username) { member, found, _, transaction in
      try await steps.end(found.person.id, follows: member, relations, at: scope.now, in: transaction)
    }
  }

  /// - Parameter body: returns what to tell once all is committed.
  private func change(
    _ scope: Scope, _ username: String,
    _ body: @Sendable (UserID, PersonRepository.Found, Relation, Transaction) async throws -> [Event]
  ) async throws -> Relation {
    let member = try scope.requireMember()
    let (relation, events) = try await work.transaction { transaction in
      guard let seen = try await people.known(username, to: member.id, at: scope.now, in: transaction) else { throw AppError.noPerson }
      guard seen.person.id != member.id else { throw AppError.oneself }
      try await relations.lock(member.id, seen.person.id, in: transaction)
      // What was seen before the lock was waited for may be gone.
      guard let found = try await people.known(username, to: member.id, at: scope.now, in: transaction),
        let old = try await relations.relation(of: member.id, to: found.person.id, at: transaction)
      else { throw AppError.noPerson }
      let events = try await body(member.id, found, old, transaction)
      return (try await relations.relation(of: member.id, to: found.person.id, at: transaction) ?? old, events)
    }
    for event in events { scope.outbox.add(event) }
    return relation
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
  /// The same for somebody who hides from the caller and for a name that nobody has.
  static let noPerson = AppError.notFound("This")
  static let oneself = AppError.validation("username", "must be somebody else's")
}

extension RelationRepository {
  func relation(of viewer: UserID, to person: UserID, at snapshot: Snapshot) async throws -> Relation? {
    try await relations(of: viewer, to: [person], at: snapshot)[person]
  }
}
