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
      .page(.get, "/rooms", .permission(.readRoom), "One's rooms, and the directory of all others", handler: list),
      .page(
        .post, "/sidebar/order", .permission(.readRoom), "Which rooms stand first in one's list", request: ChatSchemas.order, handler: order
      ),
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

  /// Kept in a cookie of the browser, as the looks of the pages are.
  private func order(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let next = LocalPath(form.typed("next"))
    let order: RoomOrder = try Fields.read(form) { fields throws(AppError) in
      fields.ignore("next")
      return fields.choice("order")
    }
    let cookie = SetCookie(name: RoomOrder.cookieName, value: order.rawValue, maxAge: RoomOrder.keptSeconds, secure: call.isSecure)
    return .redirect(to: next?.description ?? ChatPath.rooms).with(cookie)
  }

  private func sidebar(_ call: Call) async throws -> Response {
    let current = try Fields.read(call.query()) { fields throws(AppError) in
      fields.optionalParsed("room", "must be the name of a room") { RoomName($0) }
    }
    let section = try await chat.pages.sidebar(call.scope).section(current: current)
    return .page(200, SidebarFragment(section: section.ordered(RoomOrder(cookie: call.cookie(RoomOrder.cookieName)))))
  }
}
