import Core
import Relations

/// People and the member's lists of them.
public struct PersonService: Sendable {
  let people: PersonRepository

  /// A person by name. `NOT_FOUND` if the caller may not know of them, with the same answer as for a name that does not exist.
  public func person(_ scope: Scope, _ username: String) async throws -> PersonCard {
    let member = try scope.requireMember(.readWall)
    guard let card = try await people.card(of: username, for: member.id, at: scope.now) else { throw AppError.noPerson }
    return card
  }

  /// Whose messages the caller has out of sight.
  public func hidden(_ scope: Scope) async throws -> [UserID] { try await people.relations.hidden(from: try scope.requireMember().id) }

  /// A part of one of the caller's own lists.
  public func list(_ scope: Scope, _ request: FollowListRequest) async throws -> PeoplePage {
    try await people.page(request, of: try scope.requireMember().id)
  }
}
