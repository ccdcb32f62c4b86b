import Core
import HTTP
import JSON
import Web

/// `/api/walls/{username}/guestbook` and `/api/guestbook/{id}`.
struct GuestbookRoutes: Sendable {
  let guestbook: GuestbookService

  var routes: [Route] {
    [
      .api(
        .get, "/api/walls/{username}/guestbook", .visible(.readWall), "A page of a guestbook, newest first", tag: "Walls",
        request: WallSchemas.entryPage,
        answers: [.success(200, "The page", WallSchemas.entries), .error(.badRequest), .error(.notFound)],
        handler: list),
      .api(
        .post, "/api/walls/{username}/guestbook", .permission(.postWall), "Sign a guestbook", tag: "Walls",
        limit: [.requests, .member(.signGuestbook)], request: WallSchemas.newEntry,
        answers: [.success(201, "The entry", WallSchemas.entry), .error(.notFound), .error(.conflict)], handler: sign),
      .api(
        .delete, "/api/guestbook/{id}", .permission(.postWall), "Delete an entry for good", tag: "Walls", request: WallSchemas.addressed,
        answers: [.success(200, "Done", WallSchemas.deletion), .error(.notFound)], handler: delete),
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let request = Result { () throws(AppError) in
      try Fields.read(try call.query()) { fields in
        fields.refuseEmpty("before", "limit")
        let before = fields.optionalID("before", of: EntryEntity.self)
        return (before: before, limit: fields.optionalInteger("limit", 1...100).map(Int.init) ?? EntryPage.standardLimit)
      }
    }
    let page = try await guestbook.entries(call.scope, of: call.path("username")) { try request.get() }
    return .success { json in
      json.key("entries")
      json.array { json in for entry in page.entries { json.raw(entry.object().json) } }
      json.field("next", page.next?.rawValue)
    }
  }

  private func sign(_ call: Call) async throws -> Response {
    let body = await call.wallBody()
    let text = Result { () throws(AppError) in
      try Fields.read(try Fields(json: try body.get())) { $0.text("text", GuestbookEntry.textLengths) }
    }
    // A body that is refused names nothing that was done.
    let name = (try? text.get()).map { Array($0.utf8) } ?? []
    let made = try await guestbook.sign(call.idempotentScope(name), call.path("username")) { try text.get() }
    return .success(201) { json in
      json.key("entry")
      json.raw(made.json)
    }
  }

  private func delete(_ call: Call) async throws -> Response {
    let id: EntryID = try call.id()
    try await guestbook.delete(call.scope, id)
    return .success { $0.field("id", id.rawValue) }
  }
}
