import Core
import JSON

/// What a member wants to be told, and how. It takes no permission, so members who are muted keep it.
public struct PreferenceService: Sendable {
  let work: UnitOfWork
  let rows: PreferenceRepository
  /// Whether this server sends mail at all.
  let sendsMail: Bool

  var kinds: [any NoticeKind] { rows.kinds }

  public func preferences(_ scope: Scope) async throws -> Preferences { try await rows.preferences(of: scope.requireMember().id) }

  /// Changes the caller's own, and returns all of them.
  func change(_ scope: Scope, by change: PreferenceChange) async throws -> Preferences {
    let member = try scope.requireMember()
    let preferences = try await work.transaction { transaction in
      try await rows.change(change, of: member.id, in: transaction)
      return try await rows.preferences(of: member.id, at: transaction)
    }
    // Others see whether the member shows how far they have read.
    if change.readReceipts != nil { scope.outbox.add(Event(node: .memberChanged(member.id))) }
    return preferences
  }

  func export(of user: UserID) async throws -> [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    try await rows.preferences(of: user).write(to: &json)
    return json.bytes
  }

  func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { try await rows.erase(user, in: $0) }
  }
}
