import Core

/// Reviews of the release by members who have downloaded it.
public struct ReviewService: Sendable {
  private let work: UnitOfWork
  private let reviews: ReviewRepository
  private let standings: ReleaseStandingRepository

  init(work: UnitOfWork, reviews: ReviewRepository, standings: ReleaseStandingRepository) {
    self.work = work
    self.reviews = reviews
    self.standings = standings
  }

  /// Each member has one review. A second one replaces the text of the first and keeps its id.
  public func submit(_ scope: Scope, _ draft: ReviewDraft) async throws -> Review {
    let member = try scope.requireMember()
    let (review, standing) = try await work.transaction { transaction in
      guard try await standings.standing(of: member.id, at: transaction).hasDownloaded else {
        throw AppError.forbidden("Download the release before you review it")
      }
      let review = try await reviews.put(draft, of: member.id, at: scope.now, in: transaction)
      return (review, try await standings.changed(member.id, in: transaction))
    }
    scope.outbox.add(standing.changed(of: member.id))
    return review
  }
}
