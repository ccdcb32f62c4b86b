import Core
import HTTP
import JSON
import Notices
import Web

/// `/api/preferences/muted_rooms/{room}`.
struct MutedRoomRoutes: Sendable {
  let muted: MutedRoomService
  let preferences: PreferenceService

  var routes: [Route] {
    [
      route(.put, "Mute a room: it gives no notifications", muted.mute),
      route(.delete, "Get notifications from a room again", muted.unmute),
    ]
  }

  private func route(
    _ method: HTTP.Method, _ summary: String, _ change: @escaping @Sendable (Scope, RoomName) async throws -> Void
  ) -> Route {
    .api(
      method, "/api/preferences/muted_rooms/{room}", .signedIn, summary, tag: "Notifications",
      request: RequestSchema(path: [
        "room": JSONSchema.string().described("The name of a room of the member's, or dm:<id> for a conversation")
      ]),
      answers: [.success(200, "The preferences", NoticeSchemas.preferences), .error(.notFound)]
    ) { call in
      try await change(call.scope, try RoomName.place(addressed: call.path("room")))
      return .preferences(try await preferences.preferences(call.scope))
    }
  }
}
