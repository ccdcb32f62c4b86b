import Core
import JSON

/// Exports everything stored about the member who asks.
public struct PersonalDataService: Sendable {
  let sessions: SessionService
  let parts: [PersonalData]

  public func export(_ scope: Scope) async throws -> [UInt8] {
    let member = try scope.requireMember()
    let own = try await sessions.mine(scope)
    var collected: [(name: String, json: [UInt8])] = []
    for part in parts { collected.append((part.name, try await part.json(member.id))) }
    var json = JSONWriter()
    json.object { json in
      json.field("exported_at", scope.now.iso8601)
      json.key("account")
      json.object { json in
        json.field("id", member.uuid)
        json.field("username", member.username)
        json.field("name", member.displayName)
        json.field("email", member.email)
        json.field("role", member.role.rawValue)
      }
      json.key("sessions")
      json.array { json in
        for session in own {
          json.object { json in
            json.field("created_at", session.createdAt.iso8601)
            json.field("last_seen_at", session.lastSeenAt.iso8601)
            json.field("user_agent", session.userAgent)
            json.field("address", session.address)
          }
        }
      }
      for part in collected {
        json.key(part.name)
        json.raw(part.json)
      }
    }
    return json.bytes
  }
}
