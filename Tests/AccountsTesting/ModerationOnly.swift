import Accounts
import Core

/// Mutes and bans without the actions that Care writes, for tests of what they do.
extension ModerationService {
  public func mute(_ scope: Scope, _ target: UserID, for duration: Duration) async throws {
    let end = scope.now + duration
    try await actTelling(scope, on: target, "member.mute", details: [("until", end.iso8601)]) { transaction, _ in
      try await mute(target, until: end, at: scope.now, in: transaction)
    }
  }

  public func unmute(_ scope: Scope, _ target: UserID) async throws {
    try await actTelling(scope, on: target, "member.unmute") { transaction, _ in
      let events = try await unmute(target, in: transaction)
      return events.isEmpty ? nil : events
    }
  }

  public func ban(_ scope: Scope, _ target: UserID) async throws {
    try await actTelling(scope, on: target, "member.ban") { transaction, _ in
      let events = try await ban(target, at: scope.now, in: transaction)
      return events.isEmpty ? nil : events
    }
  }

  public func unban(_ scope: Scope, _ target: UserID) async throws {
    try await actTelling(scope, on: target, "member.unban") { transaction, _ in
      let events = try await unban(target, at: scope.now, in: transaction)
      return events.isEmpty ? nil : events
    }
  }
}
