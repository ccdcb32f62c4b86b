import Core
import Engine
import HTTP

/// Answers requests with the routes of all features, after one list of checks.
public final class WebApplication: Sendable {
  public let routes: [Route]
  private let router: Router<RouteRules, RouteHandler>
  private let settings: WebSettings
  private let services: WebServices
  private let limits: LimitCounter
  private let requestIDs: RequestIDs
  private let sessions: SessionReader
  private let sameOrigin: SameOriginRule
  private let crossOrigin: CrossOriginRule
  private let address: PublicAddress
  private let securityHeaders = SecurityHeaders()
  private let record: AccessRecord

  /// Answers since the start; errors are those from 500 on.
  public var answered: (requests: Int, errors: Int) { record.totals.counts }

  public init(routes: [Route], settings: WebSettings, services: WebServices) {
    self.routes = routes
    router = Router(routes)
    self.settings = settings
    self.services = services
    limits = LimitCounter(limiter: services.limiter, limits: settings.limits)
    requestIDs = RequestIDs(random: services.random)
    sessions = SessionReader(authenticator: services.authenticator)
    sameOrigin = SameOriginRule(publicURL: settings.publicURL)
    crossOrigin = CrossOriginRule(settings.corsOrigins)
    address = PublicAddress(settings, log: services.log)
    record = AccessRecord(routes: routes, log: services.log, metrics: services.metrics)
  }

  /// Answers one request. This is the engine's handler.
  public func handle(_ request: Request) async -> Response {
    let start = ContinuousClock.now
    let incoming = receive(request)
    let visitor = await sessions.visitor(of: incoming)
    var response = if let preflight = crossOrigin.preflight(request) { preflight } else { await answer(incoming, visitor) }
    crossOrigin.add(to: &response, for: request)
    finish(&response, requestID: incoming.requestID, isSecure: incoming.isSecure, query: request.query)
    if response.status == 403 { address.noteRefusal(incoming) }
    record.add(incoming, visitor, status: response.status, took: ContinuousClock.now - start)
    services.publisher.publish(incoming.outbox)
    if let deed = Self.deed(of: response) {
      services.publisher.raise([RaisedDeed(deed, by: visitor.member?.member.id, at: incoming.now)])
    }
    return response
  }

  /// The answer to what the engine refused before it became a request: the same shape and headers as other errors.
  public func answer(_ refusal: Refusal) -> Response {
    let error: AppError =
      switch refusal.status {
      case 431: AppError(.headersTooLarge, "The request's headers are too large")
      case 408: AppError(.badRequest, "The request took too long to arrive")
      case 500: AppError(.serverError, "Something went wrong on our side")
      default: AppError(.badRequest, "The request is malformed")
      }
    var response = Response.json(error, status: refusal.status)
    finish(&response, requestID: requestIDs.keep(nil), isSecure: settings.usesSecureCookies)
    return response
  }

  /// What answers themselves are: an error of the server, a form that is shown again.
  private static func deed(of response: Response) -> Deed? {
    switch response.status {
    case 500, 502, 503, 504: .systemError
    case 422 where response.headers["Content-Type"] == Response.htmlHeaders["Content-Type"]: .formError
    default: nil
    }
  }

  /// The checks, in order. Each may end the request by throwing.
  private func answer(_ incoming: IncomingRequest, _ visitor: Visitor) async -> Response {
    var response: Response
    do {
      try await count(incoming, visitor)
      if let elsewhere = address.redirect(incoming) { return elsewhere }
      let gate = services.site.gate
      try incoming.rules.requireMode(gate, visitor)
      let scope = try scope(incoming, visitor, gate)
      let isAdmitted = incoming.rules.admitsBanned && visitor.member?.isBanned == true
      if !isAdmitted { try await refuseBanned(visitor, at: incoming.now) }
      try requireSameOrigin(incoming)
      response = isAdmitted ? try await runAsGuest(incoming, visitor, gate) : try await run(incoming, scope)
    } catch {
      response = await answer(to: error, incoming, visitor)
    }
    if case .formerMember = visitor { removeCookie(incoming, &response) }
    return response
  }

  /// Finds out request id, route, address and scheme.
  private func receive(_ request: Request) -> IncomingRequest {
    let method = HTTP.Method(request.method)
    return IncomingRequest(
      request, method: method, match: router.match(method, request.path), requestID: requestIDs.keep(request.headers["X-Request-ID"]),
      client: client(of: request), now: services.now())
  }

  private func client(of request: Request) -> TrustedProxies.Client {
    let peer = request.peerAddress
    let isSecure = settings.usesSecureCookies
    guard !settings.trustedProxies.isEmpty else { return TrustedProxies.Client(address: peer, isSecure: isSecure) }
    let client = settings.trustedProxies.client(
      peer: peer, forwardedFor: request.headers.all("X-Forwarded-For"), forwardedProto: request.headers.all("X-Forwarded-Proto"))
    return TrustedProxies.Client(address: client.address, isSecure: isSecure || client.isSecure)
  }

  /// Counts the request for the member who makes it; a request with an invalid token counts for its address.
  private func count(_ incoming: IncomingRequest, _ visitor: Visitor) async throws {
    try await limits.count(
      incoming.rules.countedOnArrival, member: visitor.member?.member.id, address: incoming.address, now: incoming.now)
  }

  private func scope(_ incoming: IncomingRequest, _ visitor: Visitor, _ gate: SiteGate) throws -> Scope {
    if case .refused(let error) = visitor { throw error }
    let authenticated = visitor.member
    return Scope(
      caller: authenticated.map { .member($0.member) } ?? .guest, session: authenticated?.session, address: incoming.address,
      requestID: incoming.requestID, now: incoming.now, random: services.random, outbox: incoming.outbox, gate: gate)
  }

  private func refuseBanned(_ visitor: Visitor, at now: Timestamp) async throws {
    if let visitor = visitor.member, visitor.isBanned { throw try await services.banRefusal(visitor.member.id, now) }
  }

  /// For a banned member at a route that admits them. What guests may not do there is refused as everywhere else.
  private func runAsGuest(_ incoming: IncomingRequest, _ visitor: Visitor, _ gate: SiteGate) async throws -> Response {
    do { return try await run(incoming, scope(incoming, .guest, gate)) } catch let error as AppError where error.code == .unauthorized {
      try await refuseBanned(visitor, at: incoming.now)
      throw error
    }
  }

  private func requireSameOrigin(_ incoming: IncomingRequest) throws {
    guard let method = incoming.method, !method.isSafe, incoming.bearer == nil, !incoming.rules.takesPostsFromAnywhere else { return }
    let cookie = SessionCookie(isSecure: incoming.isSecure)
    let carriesCookie = incoming.request.cookie(cookie.name) != nil
    // A program without a session is told so: the policy refuses it.
    if !carriesCookie, incoming.rules.audience == .program, incoming.rules.policy.needsSession { return }
    try sameOrigin.check(incoming.request, carriesCookie: carriesCookie)
  }

  private func run(_ incoming: IncomingRequest, _ scope: Scope) async throws -> Response {
    switch incoming.match {
    case .found(let route, let parameters):
      try route.rules.policy.checkSession(scope)
      try route.rules.requireFeature(scope.gate)
      try route.rules.policy.check(scope, isLocal: incoming.isLocal)
      let call = Call(
        scope: scope, wantsPage: incoming.wantsPage, isSecure: incoming.isSecure, request: incoming.request, parameters: parameters,
        limits: limits, readShell: services.readShell)
      // Forms show a page only when they are refused.
      return try await route.handler(incoming.method?.isSafe == true && route.rules.policy != .open ? call.showingPage() : call)
    case .methodNotAllowed: throw AppError(.methodNotAllowed, "This address does not answer \(incoming.request.method)")
    case .notFound: throw AppError.notFound()
    case .malformed: throw AppError(.badRequest, "The address cannot be read")
    }
  }

  private func answer(to thrown: any Error, _ incoming: IncomingRequest, _ visitor: Visitor) async -> Response {
    let error = thrown as? AppError ?? unexpected(thrown, incoming)
    let status = incoming.rules.statuses[error.code] ?? error.code.status
    let wantsPage = wantsPage(incoming, status: status)
    if wantsPage, error.code == .unauthorized, visitor.member == nil { return signIn(incoming) }
    var response: Response
    if wantsPage {
      let page = ErrorPageContext(
        error, status: status, incoming: incoming, viewer: visitor.member?.member, shell: await shell(of: status, incoming, visitor))
      response = Response(status: status, headers: Response.htmlHeaders, body: .bytes(services.errorPage(page)))
        .explaining(error, status: status)
    } else {
      response = .json(error, status: status)
    }
    if case .methodNotAllowed(let allow) = incoming.match, error.code == .methodNotAllowed { response.headers.add("Allow", allow) }
    return response
  }

  /// What the frame of a member's error page shows. Who is too fast, banned or meets a fault gets a page without a frame: it costs nothing.
  private func shell(of status: Int, _ incoming: IncomingRequest, _ visitor: Visitor) async -> ShellFacts? {
    guard status < 500, status != 429, let member = visitor.member, !member.isBanned,
      let scope = try? scope(incoming, visitor, services.site.gate)
    else {
      return nil
    }
    do { return try await services.readShell(scope) } catch {
      record.add(error, incoming)
      return nil
    }
  }

  /// A program with an invalid token gets JSON. For other errors it gets a page only if it asks for HTML by name.
  private func wantsPage(_ incoming: IncomingRequest, status: Int) -> Bool {
    guard incoming.wantsPage, incoming.bearer != nil else { return incoming.wantsPage }
    return status != 401 && Accept(incoming.request.headers["Accept"]).prefersHTML
  }

  /// Asks people to sign in and leads them back. What they posted is not repeated.
  private func signIn(_ incoming: IncomingRequest) -> Response {
    guard incoming.method?.isSafe == true, let path = LocalPath(incoming.request.target) else { return .redirect(to: "/login") }
    return .redirect(to: path.signIn)
  }

  /// An unexpected error, or one of the database. The log gets the details with the request's id; the caller gets few of them.
  private func unexpected(_ error: any Error, _ incoming: IncomingRequest) -> AppError {
    record.add(error, incoming)
    return AppError(answering: error)
  }

  /// Removes the session cookie, unless the answer sets a new one.
  private func removeCookie(_ incoming: IncomingRequest, _ response: inout Response) {
    let cookie = SessionCookie(isSecure: incoming.isSecure)
    let isSet = response.headers.all("Set-Cookie").contains { $0.hasPrefix(cookie.name + "=") }
    if !isSet { response.headers.add("Set-Cookie", cookie.removal.header) }
  }

  private func finish(_ response: inout Response, requestID: String, isSecure: Bool, query: String? = nil) {
    response.headers.add("X-Request-ID", requestID)
    securityHeaders.add(to: &response, isSecure: isSecure, query: query)
  }
}
