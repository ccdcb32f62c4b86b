import Core

/// What is kept of one member's scripts, when the member leaves.
struct PersonalScriptService: Sendable {
  private static let bite = 20

  let work: UnitOfWork
  let personal: ScriptPersonalRepository
  let publicity: ScriptPublicity

  /// Erases all scripts of a member, a few at a time, and takes them off those of others. Forks of others stay.
  func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    while try await eraseSome(of: user) {}
    try await work.transaction { try await personal.leave(user, in: $0) }
  }

  private func eraseSome(of user: UserID) async throws -> Bool {
    try await work.transaction { transaction in
      let scripts = try await personal.scripts(of: user, limit: Self.bite, in: transaction)
      for script in scripts { try await personal.erase(script, in: transaction) }
      try await publicity.forget(scripts, in: transaction)
      return !scripts.isEmpty
    }
  }
}
