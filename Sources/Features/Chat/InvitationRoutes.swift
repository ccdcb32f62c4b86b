import Core
import HTTP
import Web

/// Walking into a room by a form, and answering an invitation.
struct InvitationRoutes: Sendable {
  let chat: ChatFeature

  var routes: [Route] {
    [
      .page(.post, "/rooms/{name}/join", .permission(.readRoom), "Join a room, or accept an invitation", handler: join),
      .page(.post, "/rooms/{name}/decline", .permission(.readRoom), "Decline an invitation", handler: decline),
    ]
  }

  private func join(_ call: Call) async throws -> Response {
    let room = try call.room()
    _ = try await chat.rooms.join(call.scope, room)
    return .redirect(to: ChatPath.room(room))
  }

  private func decline(_ call: Call) async throws -> Response {
    try await chat.rooms.decline(call.scope, call.room())
    return .redirect(to: ChatPath.rooms)
  }
}
