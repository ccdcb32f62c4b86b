import Core
import Relations

/// The Top 8: the one public list of people.
public struct TopEightService: Sendable {
  let work: UnitOfWork
  let rows: TopEightRepository
  let relations: RelationRepository
  let steps: RelationSteps

  /// Somebody's Top 8 as the caller sees it. `NOT_FOUND` unless they see that person's wall.
  public func list(_ scope: Scope, of username: String) async throws -> TopEight {
    let member = try scope.requireMember(.readWall)
    guard let list = try await rows.list(username, for: member.id, at: scope.now) else { throw AppError.noPerson }
    return list
  }

  /// The caller's own, with everybody whom they could choose.
  public func own(_ scope: Scope) async throws -> (people: [Person], followed: [Person]) {
    try await rows.own(try scope.requireMember().id)
  }

  /// Replaces the caller's whole list by these usernames, in this order.
  @discardableResult public func replace(_ scope: Scope, with usernames: [String]) async throws -> [Person] {
    let member = try scope.requireMember()
    let (people, events) = try await work.transaction { transaction in
      try await relations.lock(member.id, member.id, in: transaction)
      let names = usernames.map { $0.lowercased() }
      let found = try await rows.followed(names, by: member.id, at: scope.now, in: transaction)
      let chosen = names.compactMap { found[$0] }
      guard chosen.count == names.count, Set(chosen).count == chosen.count, chosen.count <= TopEight.most else {
        throw AppError.validation("usernames", TopEight.rule)
      }
      let isNew = try await rows.replace(member.id, with: chosen, in: transaction)
      return (
        try await rows.people(of: member.id, for: member.id, in: transaction),
        isNew ? try await steps.take(.topEight(member.id), at: scope.now, in: transaction) : []
      )
    }
    for event in events { scope.outbox.add(event) }
    return people
  }
}
