import Core
import Design
import HTTP
import JSON
import Relations
import Web

/// The Top 8, for programs and on pages.
struct TopEightRoutes: Sendable {
  let topEight: TopEightService
  let site: Site

  var routes: [Route] {
    [
      .api(
        .put, "/api/top8", .signedIn, "Replace the caller's Top 8", tag: "People", request: PeopleSchemas.topEight,
        answers: [.success(200, "The people in it", PeopleSchemas.users)]
      ) { fields throws(AppError) in
        fields.topEight("usernames")
      } answer: { call, usernames in
        answer(try await topEight.replace(call.scope, with: usernames))
      },
      .api(
        .get, "/api/people/{username}/top8", .signedIn, "Somebody's Top 8", tag: "People",
        answers: [.success(200, "The people in it", PeopleSchemas.users), .error(.forbidden), .error(.notFound)]
      ) { call in
        let list = try await topEight.list(call.scope, of: call.path("username"))
        try call.refuseQuery()
        return answer(list.people)
      },
      .page(.get, "/@{username}/top8", .signedIn, "Somebody's Top 8") { call in
        let list = try await topEight.list(call.scope, of: call.path("username"))
        return .page(TopEightPage(list: list, visit: Visit(site, call)))
      },
      .page(.get, "/follows/top8", .signedIn, "The form for the member's Top 8", request: PeopleSchemas.saved) { call in
        let isSaved = try Fields.read(call.query()) { $0.optionalFlag("saved") ?? false }
        let own = try await topEight.own(call.scope)
        return .page(page(own.people.map(\.username), own.followed, nil, call, isSaved: isSaved))
      },
      .form(
        "/follows/top8", .signedIn, "Replace the member's Top 8", request: PeopleSchemas.topEightForm,
        body: { try await $0.form(numbering: "place") }
      ) { fields throws(AppError) in
        fields.places().filter { !$0.isEmpty }
      } submit: { call, usernames in
        try await topEight.replace(call.scope, with: usernames)
        return .redirect(to: PeoplePath.topEightSaved)
      } refuse: { call, form in
        var fields = form.fields
        return .page(page(fields.places(), try await topEight.own(call.scope).followed, form.error, call))
      },
    ]
  }

  private func answer(_ people: [Person]) -> Response {
    .success { json in
      json.key("people")
      json.array { json in for person in people { person.write(to: &json) } }
    }
  }

  private func page(
    _ places: [String], _ followed: [Person], _ problem: AppError?, _ call: Call, isSaved: Bool = false
  ) -> TopEightFormPage {
    TopEightFormPage(places: places, followed: followed, problem: problem, isSaved: isSaved, visit: Visit(site, call))
  }
}

extension Fields {
  /// What stands in each of the eight fields; empty where a place is free.
  fileprivate mutating func places() -> [String] {
    (1...TopEight.most).map { optionalLine("place.\($0)", 1...80) ?? "" }
  }
}
