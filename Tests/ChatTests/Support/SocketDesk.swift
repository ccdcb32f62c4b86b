import Core
import JSON
import Synchronization

@testable import Chat
@testable import Live

/// A member's socket without the wire: declared messages, their policies and their fields, answered by the real services.
final class SocketDesk: Sendable {
  private let world: World
  private let table: MessageTable
  let viewing = Views()

  init(_ world: World) {
    self.world = world
    table = MessageTable(world.chat.socketMessages)
  }

  /// What the message is answered with; throws what it is refused with.
  func send(_ type: String, _ data: JSONValue, as member: Member?, request: String? = nil) async throws -> Reply {
    try await send(type, data, in: world.scope(member, request: request, digest: type + data.description))
  }

  func send(_ type: String, _ data: JSONValue, in scope: Scope) async throws -> Reply {
    let message = table[type]!
    if scope.member == nil { throw AppError.unauthorized }
    if case .permission(let permission) = message.policy { try scope.require(permission) }
    let call = SocketCall(scope: scope, viewing: viewing)
    return try await message.answer(Fields(json: data), SocketMessage.AnyCall(call: call, admit: { _ in }))
  }

  /// The code and the fields the message is refused with; nil when it is not.
  func refusal(_ type: String, _ data: JSONValue, as member: Member?) async -> (code: AppError.Code, fields: Set<String>)? {
    do {
      _ = try await send(type, data, as: member)
      return nil
    } catch let error as AppError {
      return (error.code, Set(error.details.keys))
    } catch {
      return (.serverError, [])
    }
  }

  /// What this socket looks at.
  final class Views: Viewing {
    var facts: SocketFacts {
      SocketFacts(id: "n-1", node: "n", since: Timestamp(microseconds: 0), received: 0, sent: 0, waitingBytes: 0, rooms: [])
    }
    var viewedRooms: [ViewedRoom] { [] }
    struct View: Equatable {
      let name: String
      let cursor: HistoryCursor?
    }

    private let views = Mutex<[RoomID: View]>([:])
    var rooms: [RoomID: View] { views.withLock { $0 } }

    var histories: [PlaceKind: any PlaceHistory] { [:] }

    func view(_ place: Place, from cursor: HistoryCursor?, seen: Bool) throws(AppError) {
      let room = RoomID(place.id.number)
      let isFull = views.withLock { views in
        if views.count >= 50, views[room] == nil { return true }
        views[room] = View(name: place.name, cursor: cursor)
        return false
      }
      if isFull { throw AppError(.limitExceeded, "50 rooms") }
    }

    func endViewing(_ place: PlaceID) { views.withLock { $0[RoomID(place.number)] = nil } }

    func sender(_ scope: Scope, in place: PlaceID) -> SignalSender {
      SignalSender(scope: scope, socket: "desk", isWatching: false)
    }

    func typing(inRoomNamed name: String, by member: Member, isOn: Bool) async throws {}
  }
}

extension Reply {
  /// The JSON object of an ack or a named answer.
  var data: JSONValue? {
    switch self {
    case .ack(let data), .message(type: _, data: let data): try? JSONValue(parsing: data)
    default: nil
    }
  }
}

extension JSONValue {
  var description: String { String(decoding: bytes, as: UTF8.self) }
}
