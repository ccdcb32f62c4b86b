import Core

/// The terms that members agree to before they can redeem a key.
public struct TermsService: Sendable {
  private let work: UnitOfWork
  private let standings: ReleaseStandingRepository

  init(work: UnitOfWork, standings: ReleaseStandingRepository) {
    self.work = work
    self.standings = standings
  }

  /// Agrees to the terms. Returns the time of the first agreement: a second one changes nothing.
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
