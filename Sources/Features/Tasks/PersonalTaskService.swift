import Core

/// What tasks keep of one member: for them to take away, and to be erased when they leave for good.
public struct PersonalTaskService: Sendable {
  private let work: UnitOfWork
  private let personal: TaskPersonalRepository

  init(work: UnitOfWork, personal: TaskPersonalRepository) {
    self.work = work
    self.personal = personal
  }

  public func export(of user: UserID) async throws -> [UInt8] { try await personal.export(of: user) }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { transaction in try await personal.erase(user, in: transaction) }
  }
}
