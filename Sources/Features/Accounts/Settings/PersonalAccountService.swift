import Core
import JSON

/// What accounts keep of one member: for them to take away, and how their name comes in elsewhere.
struct PersonalAccountService: Sendable {
  let users: UserRepository
  let sessions: SessionRepository
  let settings: AccountSettingsService
  let now: @Sendable () -> Timestamp

  func account(of id: UserID) async throws -> [UInt8] {
    let user = try await users.reading { try await users.user(id, in: $0) }
    var json = JSONWriter()
    json.object { json in
      guard let user else { return }
      json.field("id", user.uuid)
      json.field("username", user.username)
      json.field("name", user.name)
      json.field("email", user.email)
      json.field("role", user.role.rawValue)
      json.field("created_at", user.createdAt.iso8601)
    }
    return json.bytes
  }

  func sessions(of id: UserID) async throws -> [UInt8] {
    var json = JSONWriter()
    let live = try await sessions.live(of: id, at: now())
    json.array { json in
      for session in live {
        json.object { json in
          json.field("created_at", session.createdAt.iso8601)
          json.field("last_seen_at", session.lastSeenAt.iso8601)
          json.field("user_agent", session.userAgent)
          json.field("address", session.address)
        }
      }
    }
    return json.bytes
  }

  /// Of an account of another place the name alone counts.
  func take(_ scope: Scope, _ account: JSONValue) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember()
    let name = try Fields.read(Fields(json: account)) { fields in
      fields.ignoreRest()
      return fields.name("name", 1...100)
    }
    guard !name.utf8.elementsEqual(member.displayName.utf8) else { return .skipped }
    try await settings.change(scope, AccountChange(name: name))
    return .created
  }
}
