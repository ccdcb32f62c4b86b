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
      .page(.post, "/rooms/{name}/remove", .permission(.moderate), "Remove a room", handler: remove),
    ]
  }

  private func find(_ call: Call) async throws -> Response {
    let name = try Fields.read(call.query()) { fields throws(AppError) in fields.optionalText("name", 0...100) ?? "" }
    if name.isEmpty { return page(call, 200, name, nil) }
    do {
      return page(call, 200, name, try await chat.pages.removal(call.scope, .addressed(name)))
    } catch let error as AppError where error.code == .notFound {
      return page(call, 404, name, nil, problem: "There is no room of that name")
    }
  }

  private func remove(_ call: Call) async throws -> Response {
    let name = try call.room()
    do {
      try await chat.rooms.remove(call.scope, name)
      return .redirect(to: ChatPath.rooms)
    } catch let error as AppError where error.code == .validation {
      return page(call, 422, name.rawValue, nil, problem: "#\(name) \(error.details["room"] ?? "cannot be removed")")
    }
  }

  private func page(_ call: Call, _ status: Int, _ name: String, _ room: Room?, problem: String? = nil) -> Response {
    .page(status, RoomRemovalView(name: name, room: room, problem: problem, visit: call.visit(site)))
  }
}
