import Core

/// What a new member's own wall proposes to do first.
public struct FirstStepService: Sendable {
  let work: UnitOfWork
  let steps: FirstStepRepository

  /// The caller's own; nil once they have hidden them.
  func own(_ scope: Scope) async throws -> [FirstStep]? { try await steps.steps(of: scope.requireMember()) }

  /// Hides the caller's for good. Only their own pages show them, so nobody is told.
  public func hide(_ scope: Scope) async throws {
    let member = try scope.requireMember()
    try await work.transaction { try await steps.hide(member.id, in: $0) }
  }
}
