import Core

/// What a member's dashboard shows of the release.
public struct DashboardService: Sendable {
  private let standings: ReleaseStandingRepository

  init(standings: ReleaseStandingRepository) { self.standings = standings }

  /// The caller's own dashboard. It needs no permission besides being signed in.
  public func load(_ scope: Scope) async throws -> Dashboard {
    let member = try scope.requireMember()
    guard let dashboard = try await standings.dashboard(of: member) else { throw AppError.notFound("This account") }
    return dashboard
  }
}
