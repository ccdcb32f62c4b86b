import Core

/// The directory: everybody whose wall the caller may see, without any ranking.
public struct DirectoryService: Sendable {
  let directory: DirectoryRepository

  public func page(_ scope: Scope, _ request: DirectoryRequest) async throws -> PeoplePage {
    try await directory.page(request, for: try scope.requireMember(.readWall).id)
  }
}
