import Core
import JSON
import Relations

extension Conversation {
  /// As one of its members gets it: in lists, in answers, and as the event `conversation`.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("room", room.rawValue)
      json.key("members")
      json.array { json in for member in members { member.write(to: &json) } }
      json.field("unread", unread)
      json.field("muted", isMuted)
      json.field("can_post", reason == nil)
      json.field("reason", reason)
      json.field("preview", preview)
      json.field("last_at", newest?.at.iso8601)
      json.key("reads")
      json.array { json in
        for read in reads {
          json.object { json in
            json.field("user_id", read.user.rawValue)
            json.field("id", read.upTo.rawValue)
          }
        }
      }
      json.key("html")
      json.string(utf8: fragment)
    }
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 1_536)
    write(to: &json)
    return json.bytes
  }
}

extension ConversationList {
  /// The data of `conversations`.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 64 + 1_536 * conversations.count)
    json.object { json in
      json.key("conversations")
      json.array { json in for conversation in conversations { conversation.write(to: &json) } }
      json.field("next", next?.rawValue)
    }
    return json.bytes
  }
}

extension ConversationAck {
  init(json: JSONValue) throws(AppError) {
    guard let id = json["id"]?.int else { throw .unreadableAnswer }
    self.init(id: RoomID(id))
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 48)
    json.object { json in
      json.field("id", id.rawValue)
      json.field("room", RoomName(direct: id).rawValue)
    }
    return json.bytes
  }
}
