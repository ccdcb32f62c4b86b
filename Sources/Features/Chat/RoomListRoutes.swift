import Core
import Design
import HTTP
import Web

/// The way in, the list of rooms, and opening a new one.
struct RoomListRoutes: Sendable {
  let chat: ChatFeature
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/", .permission(.readRoom), "To the room last opened, or general", handler: home),
      .page(.get, "/rooms", .permission(.readRoom), "One's rooms, and the directory of all others", handler: list),
      .page(.get, "/sidebar/rooms", .permission(.readRoom), "The sidebar's rooms, for pages that are open already", handler: sidebar),
      .form(
        "/rooms", .permission(.createRoom), "Open a new room", limit: [.requests, .member(.createRoom)], request: ChatSchemas.newRoom
      ) { fields throws(AppError) in
        fields.newRoom()
      } submit: { call, new in
        let room = try await chat.rooms.create(call.scope, new.name, topic: new.topic, kind: new.kind).room
        return .redirect(to: ChatPath.room(room.name))
      } refuse: { call, form in
        let draft = RoomsPage.Draft(name: form.typed("name"), topic: form.typed("topic"), kind: form.typed("kind"))
        let problems = form.error.details.isEmpty ? ["name": form.error.message] : form.error.details
        let page = try await chat.pages.list(call.scope, draft: draft, problems: problems)
        return .page(RoomsPageView(page: page, visit: Visit(site, call)))
      },
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
    return .page(200, RoomsPageView(page: page, visit: Visit(site, call)))
  }

  private func sidebar(_ call: Call) async throws -> Response {
    let current = try Fields.read(call.query()) { fields throws(AppError) in
      fields.optionalParsed("room", "must be the name of a room") { RoomName($0) }
    }
    return .page(200, SidebarFragment(section: try await chat.pages.sidebar(call.scope).section(current: current)))
  }
}
