import Core
import HTTP
import Web

/// `/api/search`.
struct SearchRoutes: Sendable {
  let search: SearchService

  var routes: [Route] {
    [
      .api(
        .get, "/api/search", .signedIn, "A page of what members can find, newest first",
        tag: "Search", request: SearchSchemas.query,
        answers: [
          .success(200, "The page", SearchSchemas.answer), .error(.badRequest), .error(.notFound),
          .error(.forbidden),
        ],
        handler: find)
    ]
  }

  private func find(_ call: Call) async throws -> Response {
    let form = try Fields.read(try call.query()) { SearchForm(reading: &$0, from: .program) }
    let page = try await search.search(call.scope, form)
    return .success { page.writeFields(to: &$0) }
  }
}
