import Core

/// The lobby as a page shows it.
struct LobbyService: Sendable {
  let people: LobbyRepository
  let online: OnlineMembers

  /// Who is there for the caller.
  func people(_ scope: Scope) async throws -> LobbyList {
    let member = try scope.requireMember(.readRoom)
    return try await people.crowd(of: online.all, for: [member.id]).list(for: member.id)
  }
}
