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
      .page(.get, "/rooms", .permission(.readRoom), "One's rooms, and the directory of all others", handler: list),
      .page(.get, "/sidebar/rooms", .permission(.readRoom), "The sidebar's rooms, for pages that are open already", handler: sidebar),
      .page(.post, "/rooms", .permission(.createRoom), "Open a new room", request: ChatSchemas.newRoom, handler: create),
    ]
  }

  private func home(_ call: Call) async throws -> Response {
    .redirect(to: ChatPath.room(try await chat.rooms.home(call.scope)))
  }

  private func list(_ call: Call) async throws -> Response {
    let query = try Fields.read(call.query()) { fields throws(AppError) in
      (
        search: fields.optionalText("q", 0...100) ?? "",
        after: fields.optionalParsed("after", "must be the name of a room") { RoomName($0) }
      )
    }
    let page = try await chat.pages.list(call.scope, search: query.search, after: query.after)
    return .page(200, RoomsPageView(page: page, visit: call.visit(site)))
  }

  private func sidebar(_ call: Call) async throws -> Response {
    let current = try Fields.read(call.query()) { fields throws(AppError) in
      fields.optionalParsed("room", "must be the name of a room") { RoomName($0) }
    }
    return .page(200, SidebarFragment(section: try await chat.pages.sidebar(call.scope).section(current: current)))
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
