import Core
import Design
import HTTP
import Relations
import Web

/// `/people` and `/api/people`.
struct DirectoryRoutes: Sendable {
  let directory: DirectoryService
  let site: Site

  var routes: [Route] {
    [
      .api(
        .get, "/api/people", .signedIn, "People, newest first or by username", tag: "People", request: PeopleSchemas.directory,
        answers: [.success(200, "A part of the directory", PeopleSchemas.people), .error(.badRequest), .error(.forbidden)]
      ) { call in
        try call.scope.require(.readWall)
        let request = try Fields.read(call.query()) { DirectoryRequest.api(reading: &$0) }
        let page = try await directory.page(call.scope, request)
        return .success { page.write(to: &$0) }
      },
      .page(.get, "/people", .signedIn, "The directory", request: PeopleSchemas.directoryPage) { call in
        let request = try Fields.read(call.query()) { DirectoryRequest.page(reading: &$0) }
        let page = try await directory.page(call.scope, request)
        return .page(DirectoryPage(request: request, page: page, visit: Visit(site, call)))
      },
    ]
  }
}
