import Core
import Engine
import JSON

/// Messages as they go out. Each is encoded once, into bytes any number of sockets share.
enum Frame {
  /// `data` is a JSON object.
  static func message(_ type: String, _ data: [UInt8], requestID: String? = nil) -> SharedBuffer {
    SharedBuffer(bytes(type, data, requestID: requestID))
  }

  static func bytes(_ type: String, _ data: [UInt8], requestID: String? = nil) -> [UInt8] {
    var writer = JSONWriter(capacity: data.count + 64 + (requestID?.utf8.count ?? 0) * 2)
    open(&writer, type)
    writer.raw(data)
    close(&writer, requestID)
    return writer.bytes
  }

  static func error(_ error: AppError, requestID: String?) -> SharedBuffer {
    var writer = JSONWriter()
    open(&writer, "error")
    writer.object { writer in
      writer.field("code", error.code.rawValue)
      writer.field("message", error.message)
      if !error.details.isEmpty {
        writer.key("details")
        writer.object { writer in
          for (field, problem) in error.details.sorted(by: { $0.key < $1.key }) { writer.field(field, problem) }
        }
      }
      if let wait = error.retryAfter {
        // Rounded up, so that a client that waits this long has waited long enough.
        writer.field("retry_after_ms", (max(0, wait.wholeMicroseconds) + 999) / 1_000)
      }
    }
    close(&writer, requestID)
    return SharedBuffer(writer.bytes)
  }

  static let heartbeatSeconds = 25

  /// The first message on every socket.
  static func connected(_ member: Member, now: Timestamp) -> SharedBuffer {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("protocol", Envelope.version)
      writer.key("user")
      member.write(to: &writer)
      writer.key("permissions")
      writer.array { writer in
        for name in member.permissions.names { writer.string(name) }
      }
      writer.field("server_time", now.iso8601)
      writer.field("heartbeat_seconds", heartbeatSeconds)
    }
    return message("connected", writer.bytes)
  }

  /// What clients know of the site's settings.
  static func site(_ settings: SiteSettings) -> SharedBuffer {
    var writer = JSONWriter(capacity: 160)
    writer.object { writer in
      writer.field("name", settings.name)
      writer.field("mode", settings.mode.rawValue)
      writer.field("message", settings.modeMessage)
      writer.key("off")
      writer.array { writer in
        for feature in settings.off.all { writer.string(feature.rawValue) }
      }
    }
    return message("site", writer.bytes)
  }

  static func unread(_ unread: UnreadCount) -> SharedBuffer { message("unread", unread.json) }

  static func roomRemoved(_ room: String) -> SharedBuffer {
    var writer = JSONWriter(capacity: 64)
    writer.object { $0.field("room", room) }
    return message("room_removed", writer.bytes)
  }

  static func typing(room: String, member: Member, isOn: Bool) -> [UInt8] {
    var writer = JSONWriter(capacity: 96)
    writer.object { writer in
      writer.field("room", room)
      writer.key("user")
      writer.object { writer in
        writer.field("id", member.id.rawValue)
        writer.field("username", member.username)
      }
      writer.field("on", isOn)
    }
    return writer.bytes
  }

  static func sessionEnded(reason: String) -> SharedBuffer {
    var writer = JSONWriter(capacity: 64)
    writer.object { $0.field("reason", reason) }
    return message("session_ended", writer.bytes)
  }

  // MARK: Places

  /// An event. In rooms, and for one member, `data` is the whole; in all other places it is the object of `changed`, or the rest of
  /// `signal`.
  static func event(_ type: String, _ data: [UInt8], in place: Place?, requestID: String? = nil) -> SharedBuffer {
    guard let place, place.id.kind != .room else { return message(type, data, requestID: requestID) }
    var writer = JSONWriter(capacity: data.count + 128 + (requestID?.utf8.count ?? 0) * 2)
    open(&writer, type)
    writer.object { writer in
      writer.field("place", place.name)
      if type == Event.changed {
        writer.key("object")
        writer.raw(data)
      } else {
        writer.raw(data.dropFirst().dropLast())
      }
    }
    close(&writer, requestID)
    return SharedBuffer(writer.bytes)
  }

  static func placeClosed(_ place: String, because reason: ClosedReason) -> SharedBuffer {
    var writer = JSONWriter(capacity: 96)
    writer.object { writer in
      writer.field("place", place)
      writer.field("reason", reason.rawValue)
    }
    return message("place_closed", writer.bytes)
  }

  /// A page of a place's history (`backfill` for rooms, else `changes`), or the notice that the cursor cannot be continued. `complete`
  /// says whether live events follow from here.
  static func page(_ read: HistoryRead, of kind: PlaceKind, named name: String, complete: Bool, requestID: String?) -> SharedBuffer {
    let isRoom = kind == .room
    var capacity = 256
    if case .page(let page) = read { capacity += page.objects.count }
    var writer = JSONWriter(capacity: capacity)
    open(&writer, isRoom ? "backfill" : "changes")
    writer.object { writer in
      writer.field(isRoom ? "room" : "place", name)
      switch read {
      case .reset(let epoch):
        writer.field("epoch", epoch)
        writer.field("reset", true)
      case .page(let page):
        writer.field("epoch", page.epoch)
        writer.key(isRoom ? "messages" : "objects")
        writer.raw(page.objects)
        writer.field("seq", page.sequence)
        writer.field("complete", complete)
        if isRoom { writer.field("has_older", page.hasOlder) }
      }
    }
    close(&writer, requestID)
    return SharedBuffer(writer.bytes)
  }

  private static func open(_ writer: inout JSONWriter, _ type: String) {
    writer.beginObject()
    writer.field("v", Envelope.version)
    writer.field("type", type)
    writer.key("data")
  }

  private static func close(_ writer: inout JSONWriter, _ requestID: String?) {
    if let requestID {
      writer.key("meta")
      writer.object { $0.field("request_id", requestID) }
    }
    writer.endObject()
  }
}
