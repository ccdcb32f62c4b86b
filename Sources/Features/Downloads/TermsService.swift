import Core

/// What members agree to before they get anything, and where they stand.
public struct TermsService: Sendable {
  private let work: UnitOfWork
  private let standings: StandingRepository

  init(work: UnitOfWork, standings: StandingRepository) {
    self.work = work
    self.standings = standings
  }

  /// One's own; being signed in is enough.
  public func dashboard(_ scope: Scope) async throws -> Dashboard {
    let member = try scope.requireMember()
    guard let dashboard = try await standings.dashboard(of: member) else { throw AppError.notFound("This account") }
    return dashboard
  }

  /// Agrees to the terms; when that was, which a second time does not change.
  public func agree(_ scope: Scope) async throws -> Timestamp {
    let member = try scope.requireMember()
    let (standing, isNew) = try await work.transaction { transaction in
      let isNew = try await standings.agree(member.id, at: scope.now, in: transaction)
      return (
        isNew ? try await standings.changed(member.id, in: transaction) : try await standings.standing(of: member.id, at: transaction),
        isNew
      )
    }
    if isNew { scope.outbox.add(standing.changed(of: member.id)) }
    return standing.termsAgreedAt ?? scope.now
  }
}
