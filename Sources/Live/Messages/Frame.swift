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
        // Rounded up, so that whoever waits this long has waited long enough.
        writer.field("retry_after_ms", (max(0, wait.wholeMicroseconds) + 999) / 1_000)
      }
    }
    close(&writer, requestID)
    return SharedBuffer(writer.bytes)
  }

  /// A `backfill` page, or the notice that the history has been replaced. `complete` says whether live events follow from here.
  static func backfill(_ read: HistoryRead, room: String, complete: Bool, requestID: String?) -> SharedBuffer {
    var capacity = 256
    if case .page(let page) = read { capacity += page.messages.count }
    var writer = JSONWriter(capacity: capacity)
    open(&writer, "backfill")
    writer.object { writer in
      writer.field("room", room)
      switch read {
      case .reset(let epoch):
        writer.field("epoch", epoch)
        writer.field("reset", true)
      case .page(let page):
        writer.field("epoch", page.epoch)
        writer.key("messages")
        writer.raw(page.messages)
        writer.field("seq", page.sequence)
        writer.field("complete", complete)
        writer.field("has_older", page.hasOlder)
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
