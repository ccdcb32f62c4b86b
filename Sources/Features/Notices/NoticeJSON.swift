import Core
import JSON

extension Notice {
  /// As an object of its recipient's place `me`: the same on the page, over HTTP and over the socket.
  var object: PlaceObject {
    guard let shown else { return .tombstone("notification", id.rawValue, sequence: sequence) }
    return PlaceObject("notification", id.rawValue, sequence: sequence, order: order, html: fragment) { json in
      json.field("last", last)
      json.field("kind", kind)
      json.field("title", shown.title)
      json.field("body", shown.body)
      json.field("link", shown.link)
      json.key("actors")
      json.array { json in for actor in shown.actors { actor.write(to: &json) } }
      json.field("count", shown.count)
      json.field("created_at", shown.createdAt.iso8601)
      json.field("read", shown.isRead)
    }
  }

  var order: String { PlaceObject.newestFirst(last) }
}

extension NoticeActor {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("username", username)
      json.field("display_name", displayName)
      json.field("color", color)
      json.field("avatar_url", id.avatarPath)
    }
  }
}
