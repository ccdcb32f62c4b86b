import Core
import Engine
import HTTP

/// Lets pages of other origins, named by the operator, call the API with their own token (the Fetch standard's CORS protocol without
/// credentials, so that cookies are never sent along).
struct CrossOriginRule: Sendable {
  private static let methods = "GET, HEAD, POST, PUT, PATCH, DELETE"
  private static let headers = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, If-Range, Range, X-Request-ID"
  private static let readable = "Content-Disposition, ETag, Location, Retry-After, X-Request-ID"

  private let origins: Set<String>

  init(_ origins: [WebOrigin]) { self.origins = Set(origins.map(\.description)) }

  /// The answer to a browser's preflight request for such a page.
  func preflight(_ request: Request) -> Response? {
    guard request.method == .options, origin(of: request) != nil, request.headers["Access-Control-Request-Method"] != nil else {
      return nil
    }
    return Response(
      status: 204,
      headers: Headers([
        "Access-Control-Allow-Methods": Self.methods, "Access-Control-Allow-Headers": Self.headers, "Access-Control-Max-Age": "600",
      ]))
  }

  /// Lets such a page read the answer.
  func add(to response: inout Response, for request: Request) {
    // Files that every origin may read stay so.
    guard !origins.isEmpty, response.headers["Access-Control-Allow-Origin"] == nil else { return }
    response.headers.add("Vary", "Origin")
    guard let origin = origin(of: request) else { return }
    response.headers.add("Access-Control-Allow-Origin", origin)
    response.headers.add("Access-Control-Expose-Headers", Self.readable)
  }

  private func origin(of request: Request) -> String? {
    guard let sent = request.headers["Origin"], origins.contains(sent) else { return nil }
    return sent
  }
}
