import Core
import Design
import HTTP
import Web

/// One message's page, and its forms for those without a script.
struct MessageRoutes: Sendable {
  let chat: ChatFeature
  let site: Site
  let limiter: any RateLimiter
  let limits: Limits

  var routes: [Route] {
    [
      .page(.get, "/rooms/{name}/messages/{id}", .permission(.readRoom), "One message and its forms", handler: show),
      .page(
        .post, "/rooms/{name}/messages/{id}", .permission(.postMessage), "Edit a message", request: ChatSchemas.edit, handler: edit),
      .page(.post, "/rooms/{name}/messages/{id}/delete", .permission(.readRoom), "Delete a message", handler: delete),
      .page(
        .post, "/rooms/{name}/messages/{id}/reactions", .permission(.readRoom), "Place an emoji, or take it back",
        request: ChatSchemas.reaction, handler: react),
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    .page(200, MessagePageView(page: try await chat.pages.message(call.scope, call.message(), in: call.room()), visit: call.visit(site)))
  }

  private func edit(_ call: Call) async throws -> Response {
    let form = try await call.form()
    return try await change(call, limits[.editMessage], draft: form.typed("content")) { id in
      let text = try Fields.read(form) { fields throws(AppError) in fields.messageText("content") }
      return try await chat.messages.edit(call.scope, id, to: text)
    }
  }

  private func delete(_ call: Call) async throws -> Response {
    try await change(call, limits[.deleteMessage]) { try await chat.messages.delete(call.scope, $0) }
  }

  private func react(_ call: Call) async throws -> Response {
    let form = try await call.form()
    return try await change(call, limits[.react]) { id in
      let emoji = try Fields.read(form) { fields throws(AppError) in fields.emoji("emoji") }
      return try await chat.messages.toggle(call.scope, on: id, emoji)
    }
  }

  /// Back to where the message stands, or to its page with what was wrong.
  private func change(
    _ call: Call, _ limit: Limit, draft: String? = nil, _ make: (MessageID) async throws -> MessageAck
  ) async throws -> Response {
    let (room, id) = (try call.room(), try call.message())
    do {
      try await limiter.require(limit, for: .user(call.scope.requireMember(.readRoom).id), now: call.scope.now)
      _ = try await make(id)
      return .redirect(to: ChatPath.message(id, on: room))
    } catch let error as AppError where error.isForTheForm {
      let page = try await chat.pages.message(
        call.scope, id, in: room, refusal: PageService.Refusal(draft: draft, problem: error.problem))
      return .page(error.code.status, MessagePageView(page: page, visit: call.visit(site))).retrying(after: error)
    }
  }
}
