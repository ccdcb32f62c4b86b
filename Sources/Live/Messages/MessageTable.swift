import Core
import JSON

/// Every type of message clients may send, by name: those of `Live` itself and those features declare.
public struct MessageTable: Sendable {
  private let byType: [ShortName: SocketMessage]

  public init(_ messages: [SocketMessage]) {
    byType = Dictionary(uniqueKeysWithValues: (Self.own + messages).map { (ShortName($0.type), $0) })
  }

  public subscript(type: String) -> SocketMessage? { byType[ShortName(type)] }

  /// In order of name.
  public var all: [SocketMessage] { byType.values.sorted { $0.type < $1.type } }

  private static let own = [ping, typing] + PlaceMessages.all

  private static let ping = SocketMessage("ping", .member, effect: .read) { fields in
    fields.echo("ts")
  } answer: { call, stamp in
    var writer = JSONWriter(capacity: 96)
    writer.object { writer in
      writer.field("ts", stamp)
      writer.field("server_time", call.scope.now.iso8601)
    }
    return .message(type: "pong", data: writer.bytes)
  }

  private static let typing = SocketMessage(
    "typing", .either(.postMessage, .sendDM), limit: .typing, effect: .read, isAnswered: false
  ) { fields in
    (room: fields.text("room", 1...64), isOn: fields.flag("on"))
  } answer: { call, typing in
    if let member = call.scope.member { try await call.viewing.typing(inRoomNamed: typing.room, by: member, isOn: typing.isOn) }
    return .none
  }.switched(.byRoom)
}
