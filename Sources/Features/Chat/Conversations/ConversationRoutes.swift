import Core
import Design
import HTTP
import Media
import Web

/// The pages of conversations and their forms, which do all that the socket does.
struct ConversationRoutes: Sendable {
  let chat: ChatFeature
  let uploads: UploadService
  let site: Site

  var routes: [Route] { (lists + pages + actions + messages).map { $0.switched(.by(.messages)) } }

  private var lists: [Route] {
    [
      .page(.get, "/messages", .permission(.readRoom), "The member's conversations", handler: list),
      .page(.get, "/messages/privacy", .permission(.readRoom), "Who can read what is said in conversations") { call in
        .page(ConversationPrivacyView(visit: Visit(site, call)))
      },
      .page(.get, "/messages/new", .permission(.sendDM), "Write to somebody") { call in
        let to = try Fields.read(call.query()) { fields throws(AppError) in fields.optionalText("to", 0...500) ?? "" }
        return new(call, to, nil)
      },
      .form(
        "/messages", .permission(.sendDM), "Open a conversation", request: ChatSchemas.newConversation,
        errorPageFor: [.unauthorized]
      ) { fields throws(AppError) in
        (usernames: fields.typedUsernames(), requestID: fields.optionalText("request_id", 0...255) ?? "")
      } submit: { call, new in
        let scope = call.idempotentScope(form: new.requestID, Array(new.usernames.joined(separator: ",").utf8))
        return .redirect(to: ChatPath.room(RoomName(direct: try await chat.conversations.open(scope, with: new.usernames).id)))
      } refuse: { call, form in
        new(call, form.typed("usernames", upTo: 2_000), form.error.details["usernames"] ?? form.error.message)
      },
    ]
  }

  private var pages: [Route] {
    [
      .page(.get, "/messages/{id}", .permission(.readRoom), "A conversation's page", handler: show),
      .page(.get, "/messages/{id}/date", .permission(.readRoom), "To the first message of a day", handler: jump),
      .form(
        "/messages/{id}", .permission(.sendDM), "Post a message in a conversation", limit: [.requests, .member(.sendDM)],
        request: ChatSchemas.post, body: { try await uploads.form($0, most: Attachment.counts.upperBound) }
      ) { fields throws(AppError) in
        PostForm(reading: &fields)
      } submit: { call, post in
        .redirect(to: try await post.submit(call, chat.messages, in: call.conversation()))
      } refuse: { call, form in
        let page = try await chat.pages.room(
          call.scope, call.conversation(), answering: MessageID(text: form.typed("reply_to")), refusal: PostForm.refusal(form))
        return answer(page, call)
      },
    ]
  }

  private var actions: [Route] {
    [
      .page(.get, "/messages/{id}/clear", .permission(.readRoom), "Ask before clearing a conversation") { try await ask(.clear, $0) },
      .page(.get, "/messages/{id}/leave", .permission(.readRoom), "Ask before leaving a conversation") { try await ask(.leave, $0) },
      .button("/messages/{id}/clear", .permission(.readRoom), "Clear a conversation for oneself") { call in
        try await chat.conversations.clear(call.scope, call.conversation())
        return .redirect(to: ChatPath.conversations)
      },
      .button("/messages/{id}/leave", .permission(.readRoom), "Leave a conversation for good") { call in
        try await chat.rooms.leave(call.scope, call.conversation())
        return .redirect(to: ChatPath.conversations)
      },
      .button("/messages/{id}/mute", .permission(.readRoom), "Get no notifications from a conversation") { call in
        try await chat.mutedRooms.mute(call.scope, call.conversation())
        return .redirect(to: ChatPath.room(try call.conversation()))
      },
      .button("/messages/{id}/unmute", .permission(.readRoom), "Get notifications from a conversation again") { call in
        try await chat.mutedRooms.unmute(call.scope, call.conversation())
        return .redirect(to: ChatPath.room(try call.conversation()))
      },
      .page(.post, "/messages/{id}/read", .permission(.readRoom), "Mark as read", request: ChatSchemas.markRead) { call in
        let room = try call.conversation()
        let id = try await Fields.read(call.form()) { fields throws(AppError) in fields.id("id", of: MessageEntity.self) }
        try await chat.readMarkers.markRead(call.scope, id, in: room)
        return .redirect(to: ChatPath.room(room))
      },
    ]
  }

  private var messages: [Route] {
    MessageForms(
      chat: chat, site: site, base: "/messages/{id}/{message}", write: .sendDM, react: .sendDM,
      room: { call throws(AppError) in try call.conversation() },
      message: { call throws(AppError) in try call.id("message") }
    ).routes
  }

  private func list(_ call: Call) async throws -> Response {
    let before = try Fields.read(call.query()) { fields throws(AppError) in fields.optionalID("before", of: MessageEntity.self) }
    let list = try await chat.conversations.list(call.scope, before: before)
    return .page(ConversationsPageView(list: list, isFirst: before == nil, visit: Visit(site, call)))
  }

  private func new(_ call: Call, _ usernames: String, _ problem: String?) -> Response {
    .page(NewConversationView(usernames: usernames, problem: problem, requestID: call.newRequestID, visit: Visit(site, call)))
  }

  private func ask(_ action: ChatPath.ConversationAction, _ call: Call) async throws -> Response {
    let conversation = try await chat.conversations.conversation(call.scope, call.id("id"))
    guard action != .leave || conversation.isLeavable else { throw AppError.clearInstead }
    return .page(ConversationQuestionView(conversation: conversation, action: action, visit: Visit(site, call)))
  }

  private func show(_ call: Call) async throws -> Response {
    let query = try Fields.read(call.query()) { fields throws(AppError) in
      (
        part: RoomPart(
          before: fields.optionalID("before", of: MessageEntity.self), around: fields.optionalID("message", of: MessageEntity.self)),
        replyTo: fields.optionalID("reply_to", of: MessageEntity.self)
      )
    }
    let page = try await chat.pages.room(call.scope, call.conversation(), showing: query.part, answering: query.replyTo)
    return answer(page, call)
  }

  private func jump(_ call: Call) async throws -> Response {
    let day = try Fields.read(call.query()) { fields throws(AppError) in fields.day() }
    return .redirect(to: try await chat.path(call.scope, toFirstSince: day, in: call.conversation()))
  }

  /// The page, which may use the microphone for voice notes.
  private func answer(_ page: RoomPage, _ call: Call) -> Response {
    .page(200, RoomPageView(page: page, requestID: call.newRequestID, visit: Visit(site, call))).allowingMicrophone()
      .holdingRunners(at: site.origin ?? "")
  }
}
