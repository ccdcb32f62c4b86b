import Core
import JSON

extension Room {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("name", name.rawValue)
      json.field("topic", topic)
      json.field("kind", kind.rawValue)
      json.field("member_count", memberCount)
    }
  }
}

extension RoomListing {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("name", name.rawValue)
      json.field("topic", topic)
      json.field("kind", kind.rawValue)
      json.field("member", isMember)
      json.field("unread", unread.count)
      json.field("mentions", unread.mentions)
    }
  }
}

extension JoinedRoom {
  /// The data of `room_joined`.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.object { json in
      json.key("room")
      room.write(to: &json)
      json.field("epoch", epoch)
      json.field("seq", seq)
    }
    return json.bytes
  }
}

extension [RoomListing] {
  /// The data of `rooms`.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 64 + 160 * count)
    json.object { json in
      json.key("rooms")
      json.array { json in for listing in self { listing.write(to: &json) } }
    }
    return json.bytes
  }
}
