import Core
import Design
import HTTP
import Web

/// One message's page, and its forms for those without a script.
struct MessageRoutes: Sendable {
  let chat: ChatFeature
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/rooms/{name}/messages/{id}", .permission(.readRoom), "One message and its forms", handler: show),
      .form(
        "/rooms/{name}/messages/{id}", .permission(.postMessage), "Edit a message", limit: [.requests, .member(.editMessage)],
        request: ChatSchemas.edit
      ) { fields throws(AppError) in
        fields.optionalMessageText("content")
      } submit: { call, text in
        try await change(call) { try await chat.messages.edit(call.scope, $0, to: text) }
      } refuse: { call, form in
        try await page(call, refused: form.error, draft: form.typed("content"))
      },
      .button(
        "/rooms/{name}/messages/{id}/delete", .permission(.readRoom), "Delete a message", limit: [.requests, .member(.deleteMessage)]
      ) { call in
        try await change(call) { try await chat.messages.delete(call.scope, $0) }
      } refuse: { call, form in
        try await page(call, refused: form.error)
      },
      .form(
        "/rooms/{name}/messages/{id}/reactions", .permission(.readRoom), "Place an emoji, or take it back",
        limit: [.requests, .member(.react)], request: ChatSchemas.reaction
      ) { fields throws(AppError) in
        fields.emoji("emoji")
      } submit: { call, emoji in
        try await change(call) { try await chat.messages.toggle(call.scope, on: $0, emoji) }
      } refuse: { call, form in
        try await page(call, refused: form.error)
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let page = try await chat.pages.message(call.scope, call.message(), in: call.room())
    return .page(MessagePageView(page: page, visit: Visit(site, call)))
  }

  /// Leads back to where the message stands.
  private func change(_ call: Call, _ make: (MessageID) async throws -> MessageAck) async throws -> Response {
    let (room, id) = (try call.room(), try call.message())
    _ = try await make(id)
    return .redirect(to: ChatPath.message(id, on: room))
  }

  private func page(_ call: Call, refused error: AppError, draft: String? = nil) async throws -> Response {
    let refusal = PageService.Refusal(draft: draft, problem: error.problem)
    let page = try await chat.pages.message(call.scope, call.message(), in: call.room(), refusal: refusal)
    return .page(MessagePageView(page: page, visit: Visit(site, call)))
  }
}
