import Core
import Engine
import HTTP

/// A request before any check: what it asks for and where it comes from.
struct IncomingRequest: Sendable {
  let request: Request
  /// Nil for a method no route has.
  let method: HTTP.Method?
  let match: Router<RouteRules, RouteHandler>.Match
  let requestID: String
  /// The client's address, as reported by trusted proxies.
  let address: String
  let isSecure: Bool
  let bearer: String?
  let now: Timestamp
  let outbox = Outbox()

  /// The route's rules, or the rules for requests that no route answers.
  let rules: RouteRules
  /// Whether the answer is a page.
  let wantsPage: Bool

  init(
    _ request: Request, method: HTTP.Method?, match: Router<RouteRules, RouteHandler>.Match, requestID: String,
    client: TrustedProxies.Client, now: Timestamp
  ) {
    self.request = request
    self.method = method
    self.match = match
    self.requestID = requestID
    self.now = now
    address = client.address
    isSecure = client.isSecure
    bearer = Self.bearer(in: request)
    if case .found(let route, _) = match {
      rules = route.rules
    } else {
      rules = request.path.hasPrefix("/api/") ? .missingProgram : .missing
    }
    wantsPage =
      switch rules.audience {
      case .program: false
      case .person: !Accept(request.headers["Accept"]).prefersJSON
      case .either: Accept(request.headers["Accept"]).prefersHTML
      }
  }

  var route: Route? {
    if case .found(let route, _) = match { route } else { nil }
  }

  /// Whether the connection comes from this machine and not through a proxy.
  var isLocal: Bool { AddressRange.isLoopback(request.peerAddress) && isDirect }

  /// Whether no proxy has left its headers.
  var isDirect: Bool {
    !["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"].contains(where: request.headers.contains)
  }

  /// The token of `Authorization: Bearer`; other schemes are ignored.
  private static func bearer(in request: Request) -> String? {
    guard let header = request.headers["Authorization"] else { return nil }
    let scheme = header.utf8.prefix(7)
    guard scheme.elementsEqual("bearer ".utf8, by: { $0 == $1 || $0 | 0x20 == $1 }) else { return nil }
    return String(Substring(header.utf8.dropFirst(7).drop { $0 == UInt8(ascii: " ") }))
  }
}

extension RouteRules {
  fileprivate static let missing = unanswered(.either)
  fileprivate static let missingProgram = unanswered(.program)

  private static func unanswered(_ audience: Audience) -> RouteRules {
    RouteRules(policy: .anyone, effect: .reads, limit: .requests, audience: audience, statuses: [:], countedOnArrival: [.requests])
  }
}
