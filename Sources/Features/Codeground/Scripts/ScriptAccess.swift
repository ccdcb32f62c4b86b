import Core

/// Who sees a script, and what they may do with it: the first question of every call.
struct ScriptAccess: Sendable {
  let scripts: ScriptRepository

  /// The script if the caller sees it. What they do not see does not exist; what they saw and is deleted is gone.
  func see(_ scope: Scope, _ id: ScriptID?, with presence: ScriptRows.Presence = .living) async throws -> SeenScript {
    try scope.require(.readWall)
    return try await checked(scope, id, presence) { try await scripts.visible($0, to: scope.member?.id) }
  }

  func see(
    _ scope: Scope, _ id: ScriptID?, with presence: ScriptRows.Presence = .living, in transaction: Transaction
  ) async throws -> SeenScript {
    try await checked(scope, id, presence) { try await scripts.visible($0, to: scope.member?.id, in: transaction) }
  }

  /// The same for those who work on the draft. For all others it does not exist.
  func work(_ scope: Scope, _ id: ScriptID?) async throws -> SeenScript {
    let seen = try await see(scope, id)
    guard seen.role.works else { throw scope.noScript }
    return seen
  }

  /// Locks the script, for a change by its owner or a hand.
  func lockToWork(_ scope: Scope, _ id: ScriptID, in transaction: Transaction) async throws -> SeenScript {
    guard try await ScriptRows.lock(id, in: transaction) else { throw scope.noScript }
    let seen = try await see(scope, id, in: transaction)
    guard seen.role.works else { throw scope.noScript }
    return seen
  }

  /// Locks the script, for a change that is its owner's alone. `FORBIDDEN` to all others who see it.
  func lockToOwn(
    _ scope: Scope, _ id: ScriptID, with presence: ScriptRows.Presence = .living, in transaction: Transaction
  ) async throws -> Script {
    guard try await ScriptRows.lock(id, in: transaction) else { throw scope.noScript }
    let seen = try await see(scope, id, with: presence, in: transaction)
    guard seen.role == .owner else { throw Self.notYours }
    return seen.script
  }

  private func checked(
    _ scope: Scope, _ id: ScriptID?, _ presence: ScriptRows.Presence, _ find: (ScriptID) async throws -> SeenRow?
  ) async throws -> SeenScript {
    guard let id, let row = try await find(id), row.isVisible || presence == .once else { throw scope.noScript }
    guard row.seen.script.deletedAt == nil else { throw Self.gone }
    return row.seen
  }

  static let gone = AppError(.gone, "This work was removed")
  static let notYours = AppError.forbidden("Only its owner may do this")
}

extension Scope {
  /// One answer for what does not exist and for what the caller does not see. Guests may see more once they are signed in.
  var noScript: AppError { member == nil ? .unauthorized : .notFound() }
}
