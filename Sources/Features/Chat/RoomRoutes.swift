import Core
import Design
import HTTP
import Web

/// A room's page and the forms on it, which do all that the socket does.
struct RoomRoutes: Sendable {
  let chat: ChatFeature
  let site: Site
  let limiter: any RateLimiter
  let limits: Limits

  var routes: [Route] {
    [
      .page(.get, "/rooms/{name}", .permission(.readRoom), "A room's page; opening it joins", handler: open),
      .page(.head, "/rooms/{name}", .permission(.readRoom), "A room's page, not opened", handler: show),
      .page(
        .post, "/rooms/{name}", .permission(.postMessage), "Post a message; this joins, too", request: ChatSchemas.post, handler: post),
      .page(.post, "/rooms/{name}/leave", .permission(.readRoom), "Leave the room", handler: leave),
      .page(.post, "/rooms/{name}/read", .permission(.readRoom), "Mark as read", request: ChatSchemas.markRead, handler: markRead),
      .page(
        .post, "/rooms/{name}/members", .permission(.readRoom), "Let somebody into a private room", request: ChatSchemas.member,
        handler: addMember),
      .page(
        .post, "/rooms/{name}/members/remove", .permission(.readRoom), "Show somebody out of a private room",
        request: ChatSchemas.member, handler: removeMember),
    ]
  }

  private func open(_ call: Call) async throws -> Response {
    try await chat.rooms.open(call.scope, call.room())
    return try await show(call)
  }

  private func show(_ call: Call) async throws -> Response {
    let query = try Fields.read(call.query()) { fields throws(AppError) in
      (before: fields.optionalID("before", of: MessageEntity.self), replyTo: fields.optionalID("reply_to", of: MessageEntity.self))
    }
    let page = try await chat.pages.room(call.scope, call.room(), before: query.before, answering: query.replyTo)
    return .page(200, RoomPageView(page: page, visit: call.visit(site)))
  }

  private func post(_ call: Call) async throws -> Response {
    let room = try call.room()
    let form = try await call.form()
    do {
      let post = try Fields.read(form) { fields throws(AppError) in
        (text: fields.messageText("content"), replyTo: fields.optionalID("reply_to", of: MessageEntity.self))
      }
      try await limiter.require(limits[.postMessage], for: .user(call.scope.requireMember(.postMessage).id), now: call.scope.now)
      try await chat.rooms.open(call.scope, room)
      let ack = try await chat.messages.post(call.scope, in: room, post.text, replyTo: post.replyTo)
      return .redirect(to: ChatPath.message(ack.id, on: room))
    } catch let error as AppError where error.isForTheForm {
      let refusal = PageService.Refusal(draft: form.typed("content"), problem: error.problem)
      let page = try await chat.pages.room(
        call.scope, room, answering: MessageID(text: form.typed("reply_to")), refusal: refusal)
      return .page(error.code.status, RoomPageView(page: page, visit: call.visit(site))).retrying(after: error)
    }
  }

  private func leave(_ call: Call) async throws -> Response {
    try await chat.rooms.leave(call.scope, call.room())
    return .redirect(to: ChatPath.rooms)
  }

  private func markRead(_ call: Call) async throws -> Response {
    let room = try call.room()
    let id = try await Fields.read(call.form()) { fields throws(AppError) in fields.id("id", of: MessageEntity.self) }
    try await chat.readMarkers.markRead(call.scope, id, in: room)
    return .redirect(to: ChatPath.room(room))
  }

  private func addMember(_ call: Call) async throws -> Response {
    let room = try call.room()
    let username = try await Fields.read(call.form()) { fields throws(AppError) in fields.username() }
    try await limiter.require(limits[.addMember], for: .user(call.scope.requireMember(.readRoom).id), now: call.scope.now)
    try await chat.rooms.addMember(call.scope, username, to: room)
    return .redirect(to: ChatPath.room(room))
  }

  private func removeMember(_ call: Call) async throws -> Response {
    let room = try call.room()
    let username = try await Fields.read(call.form()) { fields throws(AppError) in fields.username() }
    try await chat.rooms.removeMember(call.scope, username, from: room)
    return .redirect(to: ChatPath.room(room))
  }
}
