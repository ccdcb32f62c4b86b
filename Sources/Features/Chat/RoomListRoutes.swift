import Core
import Design
import HTTP
import Web

/// The way in, the list of rooms, and opening a new one.
struct RoomListRoutes: Sendable {
  let chat: ChatFeature
  let site: Site
  let limiter: any RateLimiter
  let limit: Limit

  var routes: [Route] {
    [
      .page(.get, "/", .permission(.readRoom), "To the room last opened, or general", handler: home),
      .page(.get, "/rooms", .permission(.readRoom), "Every room one may enter", handler: list),
      .page(.post, "/rooms", .permission(.createRoom), "Open a new room", request: ChatSchemas.newRoom, handler: create),
    ]
  }

  private func home(_ call: Call) async throws -> Response {
    .redirect(to: ChatPath.room(try await chat.rooms.home(call.scope)))
  }

  private func list(_ call: Call) async throws -> Response {
    .page(200, RoomsPageView(page: try await chat.pages.list(call.scope), visit: call.visit(site)))
  }

  private func create(_ call: Call) async throws -> Response {
    let form = try await call.form()
    do {
      let new = try Fields.read(form) { fields throws(AppError) in fields.newRoom() }
      try await limiter.require(limit, for: .user(call.scope.requireMember(.createRoom).id), now: call.scope.now)
      let room = try await chat.rooms.create(call.scope, new.name, topic: new.topic, kind: new.kind).room
      return .redirect(to: ChatPath.room(room.name))
    } catch let error as AppError where error.isForTheForm {
      let draft = RoomsPage.Draft(name: form.typed("name"), topic: form.typed("topic"), kind: form.typed("kind"))
      let problems = error.details.isEmpty ? ["name": error.message] : error.details
      let page = try await chat.pages.list(call.scope, draft: draft, problems: problems)
      return .page(error.code.status, RoomsPageView(page: page, visit: call.visit(site))).retrying(after: error)
    }
  }
}
