import Core
import Design
import HTTP
import Web

/// `/feed` and `/api/feed`.
struct FeedRoutes: Sendable {
  let feed: FeedService
  let site: Site

  var routes: [Route] {
    [
      .api(
        .get, "/api/feed", .signedIn, "What the people the caller follows have published, newest first", tag: "Feed",
        request: FeedSchemas.query,
        answers: [
          .success(200, "A part of the feed", FeedSchemas.answer), .error(.badRequest), .error(.forbidden), .error(.notFound),
        ]
      ) { call in
        try call.scope.require(.readWall)
        let request = try Fields.read(call.query()) { FeedRequest(reading: &$0, from: .program) }
        let page = try await feed.page(call.scope, request)
        return .success { page.write(to: &$0) }
      },
      .page(.get, "/feed", .signedIn, "What the people the member follows have published", request: FeedSchemas.page, handler: show),
    ]
  }

  /// Problems are shown beside their fields.
  private func show(_ call: Call) async throws -> Response {
    let fields = try call.query()
    let filter = TypedFilter(fields)
    let followed = try await feed.followed(call.scope)
    do {
      let request = try Fields.read(fields) { FeedRequest(reading: &$0, from: .page) }
      let page = try await feed.page(call.scope, request)
      return .page(
        FeedView(page: page, filter: filter, followed: followed, isNewest: request.before == nil, error: nil, visit: Visit(site, call))
      ).holdingRunners(at: site.origin ?? "", withFrames: true)
    } catch let error as AppError where [.validation, .notFound].contains(error.code) {
      return .page(
        error.code.status,
        FeedView(page: nil, filter: filter, followed: followed, isNewest: false, error: error, visit: Visit(site, call)))
    }
  }
}
