import Core
import Design
import HTTP
import Relations
import Web

/// `/people/{username}` with its forms, and `/follows`.
struct PeoplePageRoutes: Sendable {
  let people: PersonService
  let follows: FollowService
  let blocks: BlockService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/people/{username}", .signedIn, "A person, and what stands between them and the member", handler: show),
      .page(.get, "/people/{username}/block", .signedIn, "Ask before blocking somebody", handler: askToBlock),
      .page(.get, "/follows", .signedIn, "One of the member's lists of people", request: PeopleSchemas.listPage, handler: list),
      .page(
        .get, "/relations/hidden.css", .signedIn, "Puts messages of those whom the member does not hear out of sight",
        limit: [.requests(.hiddenStyles)]
      ) { call in
        .ownStylesheet(HiddenStyle.css(hiding: try await people.hidden(call.scope)))
      },
    ] + RelationPath.Action.allCases.map(form)
  }

  private func form(_ action: RelationPath.Action) -> Route {
    .form(
      PathPattern(PeoplePath.pattern(of: action)), .signedIn, action.summary,
      limit: limit(of: action), request: PeopleSchemas.action
    ) { fields throws(AppError) -> LocalPath? in
      defer { fields.ignore("next") }
      return LocalPath(fields.typed("next", upTo: 2_000))
    } submit: { call, next in
      let username = call.path("username")
      _ = try await change(action)(call.scope, username)
      return .redirect(to: next?.description ?? (action == .block ? PeoplePath.list(.blocked) : Site.profilePath(of: username)))
    } refuse: { call, form in
      let card = try await people.person(call.scope, call.path("username"))
      return .page(PersonPage(card: card, problem: form.error, visit: Visit(site, call)))
    }
  }

  private func limit(of action: RelationPath.Action) -> RouteLimits {
    switch action {
    case .follow: [.requests, .member(.follow)]
    case .block: [.requests, .member(.block)]
    default: .requests
    }
  }

  private func change(_ action: RelationPath.Action) -> @Sendable (Scope, String) async throws -> Relation {
    switch action {
    case .follow: follows.follow
    case .unfollow: follows.unfollow
    case .accept: follows.accept
    case .remove: follows.remove
    case .block: blocks.block
    case .unblock: blocks.unblock
    case .mute: blocks.mute
    case .unmute: blocks.unmute
    }
  }

  private func show(_ call: Call) async throws -> Response {
    let card = try await people.person(call.scope, call.path("username"))
    guard card.person.username == call.path("username") else { return .redirect(to: RelationPath.person(card.person.username)) }
    return .page(PersonPage(card: card, problem: nil, visit: Visit(site, call)))
  }

  private func askToBlock(_ call: Call) async throws -> Response {
    let card = try await people.person(call.scope, call.path("username"))
    guard card.relation != nil else { throw AppError.oneself }
    return .page(BlockPage(person: card.person, visit: Visit(site, call)))
  }

  private func list(_ call: Call) async throws -> Response {
    let request = try Fields.read(call.query()) { FollowListRequest(reading: &$0) }
    let page = try await people.list(call.scope, request)
    return .page(FollowListPage(list: request.list, page: page, visit: Visit(site, call)))
  }
}

extension RelationPath.Action {
  fileprivate var summary: String {
    switch self {
    case .follow: "Follow somebody, or ask to"
    case .unfollow: "Stop following somebody"
    case .accept: "Accept a request to follow"
    case .remove: "Decline a request, or remove a follower"
    case .block: "Block somebody"
    case .unblock: "End the member's own block"
    case .mute: "Mute somebody"
    case .unmute: "Hear somebody again"
    }
  }
}
