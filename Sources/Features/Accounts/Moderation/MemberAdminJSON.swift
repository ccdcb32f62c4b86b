import Core
import JSON

extension JSONWriter {
  /// A slice of members for staff.
  mutating func members(_ members: [User], next: String?) {
    object { json in
      json.key("users")
      json.array { json in for user in members { json.user(user) } }
      json.field("next", next)
    }
  }

  fileprivate mutating func user(_ user: User) { self.user(user.id, username: user.username, displayName: user.name, color: user.color) }
}

extension MemberFile {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("user")
      json.user(user)
      json.field("email", user.email)
      json.field("role", user.role.rawValue)
      json.field("created_at", user.createdAt.iso8601)
      json.field("muted_until", mutedUntil?.iso8601)
      json.field("banned", user.isBanned)
      json.field("ban_ends_at", banEndsAt?.iso8601)
      json.field("sessions", sessions)
      json.key("history")
      json.object { json in
        json.field("reports_against", history.reportsAgainst)
        json.field("warn", history.warn)
        json.field("remove", history.remove)
        json.field("mute", history.mute)
        json.field("ban", history.ban)
      }
      json.key("same_address")
      json.array { json in
        for one in sameAddress {
          json.object { json in
            json.field("username", one.username)
            json.field("last_seen_at", one.lastSeenAt.iso8601)
          }
        }
      }
    }
  }
}
