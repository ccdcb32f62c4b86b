import Core
import Design
import HTTP
import Web

/// `/digest/stop?token=…`: opening the link changes nothing, the button does. Mail programs post without opening it (RFC 8058).
struct DigestRoutes: Sendable {
  let digests: DigestService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/digest/stop", .anyone, "The form that stops a digest", request: NoticeSchemas.token, handler: show),
      .page(.post, "/digest/stop", .anyone, "Stop a digest", request: NoticeSchemas.token, handler: stop).takingPostsFromAnywhere(),
    ]
  }

  // The address holds a secret, which is not for the pages that links lead to.
  private func show(_ call: Call) async throws -> Response {
    let token = try token(call)
    try digests.check(token)
    return .page(StopDigestPage(token: token, visit: visit(call))).with("Referrer-Policy", "no-referrer")
  }

  private func stop(_ call: Call) async throws -> Response {
    try await digests.stop(token(call))
    return .page(DigestStoppedPage(visit: visit(call))).with("Referrer-Policy", "no-referrer")
  }

  private func token(_ call: Call) throws(AppError) -> String { try call.query().typed("token", upTo: 100) }

  /// Links on the page do not lead back to an address with a token.
  private func visit(_ call: Call) -> Visit { Visit(site, call, path: NoticePath.settings) }
}
