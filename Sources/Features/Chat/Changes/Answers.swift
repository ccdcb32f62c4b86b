import Core
import JSON

/// What a change answers: the `data` of its ack, remembered with the request so that a retry gets the same. It never holds text of
/// a message.
protocol ChangeAnswer: Sendable {
  var json: [UInt8] { get }
  /// Reads what `json` wrote.
  init(json: JSONValue) throws(AppError)
}

/// The message that was changed and the sequence number of the change.
public struct MessageAck: Hashable, Sendable, ChangeAnswer {
  public let id: MessageID
  public let seq: Int64

  init(id: MessageID, seq: Int64) {
    self.id = id
    self.seq = seq
  }

  init(json: JSONValue) throws(AppError) {
    guard let id = json["id"]?.int, let seq = json["seq"]?.int else { throw .unreadableAnswer }
    self.init(id: MessageID(id), seq: seq)
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 48)
    json.object { json in
      json.field("id", id.rawValue)
      json.field("seq", seq)
    }
    return json.bytes
  }
}

/// The room that was made.
public struct RoomAck: Equatable, Sendable, ChangeAnswer {
  public let room: Room

  init(room: Room) { self.room = room }

  init(json: JSONValue) throws(AppError) {
    guard let room = json["room"], let id = room["id"]?.int, let name = room["name"]?.string.flatMap({ RoomName($0) }),
      let topic = room["topic"]?.string, let kind = room["kind"]?.string.flatMap({ RoomKind(rawValue: $0) }),
      let members = room["member_count"]?.int
    else { throw .unreadableAnswer }
    self.room = Room(id: RoomID(id), name: name, topic: topic, kind: kind, memberCount: Int(members))
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 384)
    json.object { json in
      json.key("room")
      room.write(to: &json)
    }
    return json.bytes
  }
}

/// It is done; there is nothing to say about it.
struct Done: Hashable, ChangeAnswer {
  init() {}
  init(json: JSONValue) throws(AppError) {}

  var json: [UInt8] { Array("{}".utf8) }
}

extension AppError {
  static let unreadableAnswer = AppError(.serverError, "Something went wrong on our side")
}
