import Core
import HTTP
import JSON
import Relations
import Web

/// `/api/people`, `/api/followers` and `/api/follows`.
struct PeopleRoutes: Sendable {
  let people: PersonService
  let follows: FollowService
  let blocks: BlockService

  var routes: [Route] {
    [
      .api(
        .get, "/api/people/{username}", .signedIn, "A person", tag: "People",
        answers: [.success(200, "The person", PeopleSchemas.person), .error(.forbidden), .error(.notFound)]
      ) { call in
        let card = try await people.person(call.scope, call.path("username"))
        try call.refuseQuery()
        return .success { json in
          json.key("person")
          card.write(to: &json)
        }
      },
      relation(.put, "/api/people/{username}/follow", "Follow somebody, or ask to", limit: [.requests, .member(.follow)], follows.follow),
      relation(.delete, "/api/people/{username}/follow", "Stop following somebody", follows.unfollow),
      relation(.put, "/api/people/{username}/block", "Block somebody", limit: [.requests, .member(.block)], blocks.block),
      relation(.delete, "/api/people/{username}/block", "End the caller's own block", blocks.unblock),
      relation(.put, "/api/people/{username}/mute", "Mute somebody", blocks.mute),
      relation(.delete, "/api/people/{username}/mute", "Hear somebody again", blocks.unmute),
      relation(.put, "/api/followers/{username}", "Accept a request to follow", follows.accept),
      relation(.delete, "/api/followers/{username}", "Decline a request, or remove a follower", follows.remove),
      .api(
        .get, "/api/follows", .signedIn, "One of the caller's lists of people, newest first", tag: "People", request: PeopleSchemas.list,
        answers: [.success(200, "A part of the list", PeopleSchemas.people), .error(.badRequest)]
      ) { call in
        let request = try Fields.read(call.query()) { FollowListRequest(reading: &$0) }
        let page = try await people.list(call.scope, request)
        return .success { page.write(to: &$0) }
      },
    ]
  }

  private func relation(
    _ method: HTTP.Method, _ path: PathPattern, _ summary: String, limit: RouteLimits = .requests,
    _ change: @escaping @Sendable (Scope, String) async throws -> Relation
  ) -> Route {
    .api(
      method, path, .signedIn, summary, tag: "People", limit: limit,
      answers: [
        .success(200, "What stands between the two now", PeopleSchemas.relation), .error(.notFound), .error(.validation), .error(.conflict),
        .error(.limitExceeded),
      ]
    ) { call in
      let relation = try await change(call.scope, call.path("username"))
      return .success { json in
        json.key("relation")
        relation.write(to: &json)
      }
    }
  }
}
