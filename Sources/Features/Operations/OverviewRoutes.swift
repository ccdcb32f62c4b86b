import Core
import Design
import HTTP
import JSON
import Web

/// `/admin`: the place at one glance.
struct OverviewRoutes: Sendable {
  let overview: OverviewService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin", .permission(.moderate), "The place at one glance; more of it for administrators", tag: "Operations",
        answers: [.json(200, "People, messages, and how the server is", OverviewSchemas.overview)], handler: show)
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let overview = try await overview.overview(call.scope)
    guard call.wantsPage else { return .json { overview.write(to: &$0) } }
    return .page(OverviewPage(overview: overview, visit: Visit(site, call)))
  }
}
