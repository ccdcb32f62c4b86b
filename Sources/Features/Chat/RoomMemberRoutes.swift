import Core
import Design
import HTTP
import Web

/// The members of private rooms, and the question before leaving one.
struct RoomMemberRoutes: Sendable {
  let chat: ChatFeature
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/rooms/{name}/members", .permission(.readRoom), "The members of a private room", handler: list),
      .page(.get, "/rooms/{name}/leave", .permission(.readRoom), "Ask before leaving a private room") { call in
        .page(LeaveRoomView(page: try await chat.pages.members(call.scope, call.room()), visit: Visit(site, call)))
      },
      form(
        "/rooms/{name}/members", "Let somebody into a private room", limit: [.requests, .member(.addMember)], .added
      ) { try await chat.rooms.addMember($0, $2, to: $1) },
      form("/rooms/{name}/members/remove", "Remove somebody from a private room", .removed) {
        try await chat.rooms.removeMember($0, $2, from: $1)
      },
      form("/rooms/{name}/members/creator", "Let another member choose the members", .creator) {
        try await chat.rooms.handOn($0, $1, to: $2)
      },
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let news = try Fields.read(call.query()) { fields throws(AppError) in
      RoomMembersPage.Deed.allCases.compactMap { deed in
        fields.optionalText(deed.rawValue, 1...20).map { (deed: deed, username: $0) }
      }.first
    }
    return show(try await chat.pages.members(call.scope, call.room(), news: news), call)
  }

  private func show(_ page: RoomMembersPage, _ call: Call) -> Response { .page(RoomMembersView(page: page, visit: Visit(site, call))) }

  /// A form with a username. A refusal stands beside its field, also when there is no such member.
  private func form(
    _ path: PathPattern, _ summary: String, limit: RouteLimits = .requests, _ deed: RoomMembersPage.Deed,
    change: @escaping @Sendable (Scope, RoomName, String) async throws -> Void
  ) -> Route {
    .form(
      path, .permission(.readRoom), summary, limit: limit, request: ChatSchemas.member, errorPageFor: [.unauthorized, .authInvalid]
    ) { fields throws(AppError) in
      fields.username()
    } submit: { call, username in
      let room = try call.room()
      try await change(call.scope, room, username)
      // Those who govern a room without being in it do so from elsewhere.
      let isIn = (try? await chat.pages.members(call.scope, room)) != nil
      return .redirect(to: isIn ? ChatPath.members(room, deed, username) : ChatPath.room(room))
    } refuse: { call, form in
      let page = try? await chat.pages.members(
        call.scope, call.room(), draft: form.typed("username", upTo: 100), problem: form.error.details["username"] ?? form.error.message)
      guard let page else { throw form.error }
      return show(page, call)
    }
  }
}
