import Core
import Design
import HTTP
import Web

/// The messages of rooms.
struct MessageRoutes: Sendable {
  let chat: ChatFeature
  let site: Site

  var routes: [Route] {
    MessageForms(
      chat: chat, site: site, base: "/rooms/{name}/messages/{id}", write: .postMessage, react: .readRoom,
      room: { call throws(AppError) in try call.room() }, message: { call throws(AppError) in try call.message() }
    ).routes
  }
}

/// One message's page, and its forms for those without a script: of a room or of a conversation.
struct MessageForms: Sendable {
  let chat: ChatFeature
  let site: Site
  /// The pattern of the message's page.
  let base: String
  let write: Permission
  let react: Permission
  let room: @Sendable (Call) throws(AppError) -> RoomName
  let message: @Sendable (Call) throws(AppError) -> MessageID

  var routes: [Route] {
    [
      .page(.get, PathPattern(base), .permission(.readRoom), "One message and its forms", handler: show),
      .form(
        PathPattern(base), .permission(write), "Edit a message", limit: [.requests, .member(.editMessage)],
        request: ChatSchemas.edit
      ) { fields throws(AppError) in
        fields.optionalMessageText("content")
      } submit: { call, text in
        try await change(call) { try await chat.messages.edit(call.scope, $0, to: text) }
      } refuse: { call, form in
        try await page(call, refused: form.error, draft: form.typed("content"))
      },
      .button(
        PathPattern(base + "/delete"), .permission(.readRoom), "Delete a message", limit: [.requests, .member(.deleteMessage)]
      ) { call in
        try await change(call) { try await chat.messages.delete(call.scope, $0) }
      } refuse: { call, form in
        try await page(call, refused: form.error)
      },
      .form(
        PathPattern(base + "/reactions"), .permission(react), "Place an emoji, or take it back",
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
    let page = try await chat.pages.message(call.scope, message(call), in: room(call))
    return .page(MessagePageView(page: page, visit: Visit(site, call)))
  }

  /// Leads back to where the message stands: `NOT_FOUND` for a message of another room.
  private func change(_ call: Call, _ make: (MessageID) async throws -> MessageAck) async throws -> Response {
    let (room, id) = (try room(call), try message(call))
    try await chat.pages.requireMessage(call.scope, id, in: room)
    _ = try await make(id)
    return .redirect(to: ChatPath.message(id, on: room))
  }

  private func page(_ call: Call, refused error: AppError, draft: String? = nil) async throws -> Response {
    let refusal = PageService.Refusal(draft: draft, problem: error.problem)
    let page = try await chat.pages.message(call.scope, message(call), in: room(call), refusal: refusal)
    return .page(MessagePageView(page: page, visit: Visit(site, call)))
  }
}
