import Chat
import Core
import Design
import HTTP
import JSON
import Web

/// `/api/rooms/{room}/cats` and `/rooms/{room}/cats`.
struct RoomCatsRoutes: Sendable {
  let rooms: RoomCatsService
  let site: Site

  var routes: [Route] {
    [
      .api(
        .get, "/api/rooms/{name}/cats", .permission(.readRoom), "Whether cats talk in a room, how, and which", tag: "Cats",
        request: CatSchemas.room, answers: [.success(200, "The settings", CatSchemas.roomCats), .error(.notFound)]
      ) { call in
        try call.refuseQuery()
        return Self.answer(try await rooms.settings(call.scope, of: call.roomName()))
      },
      .api(
        .put, "/api/rooms/{name}/cats", .permission(.readRoom), "Let cats talk in a room, or not", tag: "Cats",
        request: CatSchemas.roomChange,
        answers: [.success(200, "The settings", CatSchemas.roomCats), .error(.notFound), .error(.forbidden)]
      ) { call in
        let room = try call.roomName()
        let settings = try Fields.read(try await call.json()) { RoomCats(reading: &$0) }
        return Self.answer(try await rooms.change(call.scope, of: room, to: settings))
      },
      .page(.get, "/rooms/{name}/cats", .permission(.readRoom), "The form for cats in a room", request: CatSchemas.roomPage) { call in
        let isSaved = try Fields.read(call.query()) { $0.optionalFlag("saved") ?? false }
        return .page(try await page(call, isSaved: isSaved))
      },
      .form(
        "/rooms/{name}/cats", .permission(.readRoom), "Let cats talk in a room, or not", request: CatSchemas.roomForm,
        body: { try await $0.form(numbering: "cats") }
      ) { fields in
        RoomCats(reading: &fields)
      } submit: { call, settings in
        let room = try call.roomName()
        _ = try await rooms.change(call.scope, of: room, to: settings)
        return .redirect(to: CatPath.room(room, isSaved: true))
      } refuse: { call, form in
        .page(form.error.code.status, try await page(call, problem: form.error))
      },
    ]
  }

  private func page(_ call: Call, isSaved: Bool = false, problem: AppError? = nil) async throws -> RoomCatsPage {
    RoomCatsPage(
      view: try await rooms.settings(call.scope, of: call.roomName()), isSaved: isSaved, problem: problem, visit: Visit(site, call))
  }

  private static func answer(_ view: RoomCatsView) -> Response { .success { view.write(to: &$0) } }
}

extension Call {
  fileprivate func roomName() throws(AppError) -> RoomName { try .addressed(path("name")) }
}
