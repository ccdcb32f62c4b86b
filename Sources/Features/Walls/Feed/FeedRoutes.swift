import Core
import Crypto
import Design
import Encoding
import HTTP
import Web

/// `/@{username}/feed.atom`: a wall for readers of feeds.
struct FeedRoutes: Sendable {
  let feeds: FeedService
  let site: Site

  var routes: [Route] {
    [
      .page(
        .get, "/@{username}/feed.atom", .anyone, "A wall as an Atom feed",
        answers: [.other(200, "The newest modules"), .other(304, "The caller has it"), .error(.notFound)], handler: show)
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let feed = try await feeds.feed(call.scope, of: call.path("username"))
    try call.refuseQuery()
    let document = AtomDocument(feed: feed, origin: site.origin ?? "").bytes
    let tag = EntityTag(String(Hex.encode(SHA256.digest(of: document)).prefix(32)))
    let response: Response
    switch call.request.conditions.evaluate(isSafe: true, tag: tag) {
    case .notModified: response = .notModified
    case .failed: throw AppError(.preconditionFailed, "The feed is not the one you expect")
    case .proceed: response = .feed(document)
    }
    return response.with("ETag", tag.description).with("Cache-Control", "private, no-cache")
  }
}
