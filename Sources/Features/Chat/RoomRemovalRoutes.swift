import Core
import Design
import HTTP
import Web

/// How staff remove a room, whether they belong to it or not.
struct RoomRemovalRoutes: Sendable {
  let chat: ChatFeature
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/admin/rooms", .permission(.moderate), "Find a room to remove", handler: find),
      .button("/rooms/{name}/remove", .permission(.moderate), "Remove a room") { call in
        try await chat.rooms.remove(call.scope, call.room())
        return .redirect(to: ChatPath.rooms)
      } refuse: { call, form in
        let name = try call.room()
        let problem = form.error.details["room"].map { "#\(name) \($0)" } ?? form.error.message
        return page(call, 422, name.rawValue, nil, problem: problem)
      },
    ]
  }

  private func find(_ call: Call) async throws -> Response {
    let name = try Fields.read(call.query()) { fields throws(AppError) in fields.optionalText("name", 0...100) ?? "" }
    if name.isEmpty { return page(call, 200, name, nil) }
    do {
      return page(call, 200, name, try await chat.pages.removal(call.scope, .addressed(name)))
    } catch let error as AppError where error.code == .notFound {
      return page(call, 404, name, nil, problem: "No room has this name")
    }
  }

  private func page(_ call: Call, _ status: Int, _ name: String, _ room: Room?, problem: String? = nil) -> Response {
    .page(status, RoomRemovalView(name: name, room: room, problem: problem, visit: Visit(site, call)))
  }
}
