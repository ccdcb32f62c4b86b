import Core
import JSON

/// A member's own wishes about cats. They take no permission, so members who are muted keep them.
struct TalkService: Sendable {
  let work: UnitOfWork
  let words: TalkRepository
  let rooms: RoomCatsRepository

  func settings(_ scope: Scope) async throws -> TalkSettings { try await words.settings(of: scope.requireMember().id) }

  func change(_ scope: Scope, to settings: TalkSettings) async throws -> TalkSettings {
    let member = try scope.requireMember()
    try await work.transaction { try await words.keep(settings, of: member.id, in: $0) }
    return settings
  }

  /// The bots of the cats whose messages the caller does not want to see.
  func mutedBots(_ scope: Scope) async throws -> [UserID] {
    let settings = try await settings(scope)
    let muted = settings.mutesAll ? CatSet.all : settings.muted
    return muted.isEmpty ? [] : try await rooms.bots(muted.cats)
  }

  /// Whether every page is to link what hides them.
  func mutesCats(_ scope: Scope) async throws -> Bool { try await words.mutesSomebody(scope.requireMember().id) }

  /// Of what another place kept of cats and the member, only the settings count.
  func take(_ scope: Scope, _ part: JSONValue) async throws -> PersonalArrival.Outcome {
    let settings = try Fields.read(Fields(json: part)) { fields in
      defer { fields.ignoreRest() }
      return fields.object("settings") { TalkSettings(reading: &$0) }
    }
    guard settings != (try await self.settings(scope)) else { return .skipped }
    _ = try await change(scope, to: settings)
    return .created
  }

  func mute(_ scope: Scope, _ cat: Cat, _ isMuted: Bool) async throws -> TalkSettings {
    let member = try scope.requireMember()
    return try await work.transaction { transaction in
      try await words.lock(member.id, in: transaction)
      var settings = try await words.settings(of: member.id, at: transaction)
      settings.muted = settings.muted.with(cat, isMuted)
      try await words.keep(settings, of: member.id, in: transaction)
      return settings
    }
  }
}
