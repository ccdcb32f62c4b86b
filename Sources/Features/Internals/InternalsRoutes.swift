import Core
import Design
import HTTP
import Web

/// `/internals`: the system's insides, as far as they concern the member who asks.
struct InternalsRoutes: Sendable {
  let internals: InternalsService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/internals", .signedIn, "One's own sockets on all nodes, and where one's rooms stand", tag: "Operations",
        answers: [.json(200, "Node, sockets, rooms", InternalsSchemas.report)], handler: show)
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let report = try await internals.report(call.scope)
    guard call.wantsPage else { return .json { report.write(to: &$0) } }
    return .page(InternalsPage(report: report, visit: Visit(site, call)))
  }
}
