import Core
import JSON

extension Message {
  /// The one form in which a message reaches a client: in events, in backfill, in replies.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("room", room.rawValue)
      json.field("seq", seq)
      json.key("author")
      author.write(to: &json)
      json.field("content", text?.content)
      json.key("html")
      json.string(utf8: fragment)
      json.field("created_at", createdAt.iso8601)
      json.field("edited_at", editedAt?.iso8601)
      json.field("edited", isEdited)
      json.field("deleted", isDeleted)
      json.field("reply_to", reply?.id.rawValue)
      json.key("media")
      media.write(to: &json)
      json.key("reactions")
      json.array { json in for reaction in reactions { reaction.write(to: &json) } }
    }
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 1_024 + 2_048 * media.count + (text.map { $0.content.utf8.count + 2 * $0.html.utf8.count } ?? 0))
    write(to: &json)
    return json.bytes
  }
}

extension Message.Reaction {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("emoji", emoji)
      json.field("count", people.count)
      json.key("user_ids")
      json.array { json in for person in people { json.int(person.id.rawValue) } }
    }
  }
}

extension Author {
  func write(to json: inout JSONWriter) { json.user(id, username: username, displayName: displayName, color: color, picture: picture) }
}

extension RoomState {
  var json: [UInt8] {
    var json = JSONWriter(capacity: 256 + 48 * items.count)
    json.object { json in
      json.field("room", room.rawValue)
      json.field("epoch", epoch)
      json.field("seq", seq)
      json.field("from_id", from.rawValue)
      json.key("items")
      json.array { json in
        for item in items {
          json.array { json in
            json.int(item.id.rawValue)
            json.int(item.seq)
            json.string(item.digest)
          }
        }
      }
      json.field("truncated", isTruncated)
    }
    return json.bytes
  }
}
