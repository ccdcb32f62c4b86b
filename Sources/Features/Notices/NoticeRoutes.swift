import Core
import HTTP
import JSON
import Web

/// `/api/notifications*`.
struct NoticeRoutes: Sendable {
  let notices: NoticeService

  var routes: [Route] {
    [
      .api(
        .get, "/api/notifications", .signedIn, "A page of the member's notifications, newest first", tag: "Notifications",
        request: NoticeSchemas.query, answers: [.success(200, "The page", NoticeSchemas.list), .error(.badRequest)], handler: list),
      .api(
        .post, "/api/notifications/read", .signedIn, "Mark notifications as read", tag: "Notifications", request: NoticeSchemas.reading,
        answers: [.success(200, "How many are unread now", NoticeSchemas.unread)], handler: read),
      .api(
        .delete, "/api/notifications/{id}", .signedIn, "Delete a notification", tag: "Notifications", request: NoticeSchemas.addressed,
        answers: [.success(200, "How many are unread now", NoticeSchemas.unread), .error(.notFound), .error(.badRequest)],
        handler: delete),
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let (before, limit) = try Fields.read(call.query()) { fields in
      fields.refuseEmpty("before", "limit")
      return (
        fields.optionalInteger("before", 1...Int64.max),
        fields.optionalInteger("limit", 1...100).map(Int.init) ?? NoticePage.standardLimit
      )
    }
    let page = try await notices.list(call.scope, before: before, limit: limit)
    return .success { json in
      json.key("notifications")
      json.array { json in for notice in page.notices { json.raw(notice.object.json) } }
      json.field("unread", page.unread)
      json.field("next", page.next)
    }
  }

  private func read(_ call: Call) async throws -> Response {
    let choice = try Fields.read(try await call.json()) { NoticeChoice(reading: &$0) }
    return answer(try await notices.read(call.scope, choice))
  }

  private func delete(_ call: Call) async throws -> Response { answer(try await notices.delete(call.scope, call.id())) }

  private func answer(_ unread: Int) -> Response { .success { $0.field("unread", unread) } }
}
