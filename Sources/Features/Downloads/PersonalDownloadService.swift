import Core

/// Exports what gated downloads keep about a member, and erases it when the member has left for good.
public struct PersonalDownloadService: Sendable {
  private let work: UnitOfWork
  private let personal: PersonalDownloadRepository

  init(work: UnitOfWork, personal: PersonalDownloadRepository) {
    self.work = work
    self.personal = personal
  }

  public func export(of user: UserID) async throws -> [UInt8] { try await personal.export(of: user) }

  /// A used key stays used, but its user's address is erased.
  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { transaction in try await personal.erase(user, in: transaction) }
  }
}
