import Core
import Design
import HTTP
import Media
import Web

/// A room's page and the forms on it, which do all that the socket does.
struct RoomRoutes: Sendable {
  let chat: ChatFeature
  let uploads: UploadService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/rooms/{name}", .permission(.readRoom), "A room's page; opening it joins", handler: open),
      .page(.head, "/rooms/{name}", .permission(.readRoom), "A room's page, not opened", handler: show),
      .page(.get, "/rooms/{name}/date", .permission(.readRoom), "To the first message of a day", handler: jump),
      .form(
        "/rooms/{name}", .permission(.postMessage), "Post a message; this joins, too", limit: [.requests, .member(.postMessage)],
        request: ChatSchemas.post, body: { try await uploads.form($0, most: Attachment.counts.upperBound) }
      ) { fields throws(AppError) in
        PostForm(reading: &fields)
      } submit: { call, post in
        let room = try call.room()
        try await chat.rooms.open(call.scope, room)
        return .redirect(to: try await post.submit(call, chat.messages, in: room))
      } refuse: { call, form in
        let page = try await chat.pages.room(
          call.scope, call.room(), answering: MessageID(text: form.typed("reply_to")), refusal: PostForm.refusal(form))
        return answer(page, call)
      },
      .page(.post, "/rooms/{name}/leave", .permission(.readRoom), "Leave the room", handler: leave),
      .button("/rooms/{name}/star", .permission(.readRoom), "Keep a room at the top of one's list") { call in
        try await chat.rooms.star(call.scope, call.room())
        return .redirect(to: ChatPath.room(try call.room()))
      },
      .button("/rooms/{name}/unstar", .permission(.readRoom), "Take a room from the top of one's list") { call in
        try await chat.rooms.unstar(call.scope, call.room())
        return .redirect(to: ChatPath.room(try call.room()))
      },
      .page(
        .post, "/rooms/{name}/notifications", .permission(.readRoom), "Choose what one is told of the room", request: ChatSchemas.notices,
        handler: tell),
      .page(.post, "/rooms/{name}/read", .permission(.readRoom), "Mark as read", request: ChatSchemas.markRead, handler: markRead),
    ]
  }

  private func open(_ call: Call) async throws -> Response {
    try await chat.rooms.open(call.scope, call.room())
    return try await show(call)
  }

  private func show(_ call: Call) async throws -> Response {
    let query = try Fields.read(call.query()) { fields throws(AppError) in
      (
        part: RoomPart(
          before: fields.optionalID("before", of: MessageEntity.self), around: fields.optionalID("message", of: MessageEntity.self)),
        replyTo: fields.optionalID("reply_to", of: MessageEntity.self)
      )
    }
    let page = try await chat.pages.room(call.scope, call.room(), showing: query.part, answering: query.replyTo)
    return answer(page, call)
  }

  /// The page, which may use the microphone for voice notes.
  private func answer(_ page: RoomPage, _ call: Call) -> Response {
    .page(200, RoomPageView(page: page, requestID: call.newRequestID, visit: Visit(site, call))).allowingMicrophone()
      .holdingRunners(at: site.origin ?? "")
  }

  private func jump(_ call: Call) async throws -> Response {
    let day = try Fields.read(call.query()) { fields throws(AppError) in fields.day() }
    return .redirect(to: try await chat.path(call.scope, toFirstSince: day, in: call.room()))
  }

  private func leave(_ call: Call) async throws -> Response {
    try await chat.rooms.leave(call.scope, call.room())
    return .redirect(to: ChatPath.rooms)
  }

  private func tell(_ call: Call) async throws -> Response {
    let room = try call.room()
    let level: RoomNotices = try await Fields.read(call.form()) { fields throws(AppError) in fields.choice("level") }
    if level == .nothing {
      try await chat.mutedRooms.mute(call.scope, room)
    } else {
      try await chat.mutedRooms.unmute(call.scope, room)
    }
    return .redirect(to: ChatPath.room(room))
  }

  private func markRead(_ call: Call) async throws -> Response {
    let room = try call.room()
    let id = try await Fields.read(call.form()) { fields throws(AppError) in fields.id("id", of: MessageEntity.self) }
    try await chat.readMarkers.markRead(call.scope, id, in: room)
    return .redirect(to: ChatPath.room(room))
  }
}
