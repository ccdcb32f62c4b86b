import Core
import Live

/// What clients ask about their own socket.
struct InternalsSocket: Sendable {
  let internals: InternalsService

  var inspect: SocketMessage {
    SocketMessage("inspect", .member, effect: .read) { _ throws(AppError) in
    } answer: { call, _ in
      let inspection = try await internals.inspection(call.scope, of: call.socket, viewing: call.viewedRooms)
      return .message(type: "inspection", data: inspection.json)
    }
  }
}
