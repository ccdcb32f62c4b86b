import Core
import Design
import Engine
import HTTP
import Media

@testable import Chat
@testable import Web

/// A browser without the wire: declared routes and their policies, answered by the real services.
struct Browser {
  let world: World
  let routes: [Route]
  private let router: Router<RouteRules, RouteHandler>
  private let limits: LimitCounter

  init(_ world: World, limits: Limits = .lifted) {
    self.world = world
    let site = Site(destinations: [], asset: AssetPath { "/assets/\($0)" })
    routes = world.chat.routes(site: site, uploads: world.media.uploads)
    self.limits = LimitCounter(limiter: LocalRateLimiter(), limits: limits)
    router = Router(routes)
  }

  /// Gets a page. What is refused without a page of its own answers with the status of the error and no body.
  func get(_ target: String, as member: Member?) async throws -> Page { try await send(.get, target, "", in: world.scope(member)) }

  func post(_ target: String, _ form: String, as member: Member?) async throws -> Page {
    try await send(.post, target, form, in: world.scope(member))
  }

  func send(_ method: Request.Method, _ target: String, _ form: String, in scope: Scope) async throws -> Page {
    let headers: KeyValuePairs = method == .post ? ["Content-Type": "application/x-www-form-urlencoded"] : [:]
    let request = Request(method, target, headers: headers, body: Array(form.utf8))
    guard case .found(let route, let parameters) = router.match(HTTP.Method(request.method), request.path) else {
      return Page(status: 404, location: nil, text: "", error: nil)
    }
    do {
      try route.rules.policy.check(scope, isLocal: false)
      let call = Call(scope: scope, wantsPage: true, isSecure: false, request: request, parameters: parameters, limits: limits)
      return Page(try await route.handler(call))
    } catch let error as AppError {
      return Page(status: error.code.status, location: nil, text: "", error: error.code)
    }
  }

  struct Page {
    let status: Int
    let location: String?
    let text: String
    let error: AppError.Code?
    /// What the page may use of the browser, where it says so itself.
    var permissions: String?

    init(status: Int, location: String?, text: String, error: AppError.Code?) {
      self.status = status
      self.location = location
      self.text = text
      self.error = error
    }

    init(_ response: Web.Response) {
      let body: [UInt8] = if case .bytes(let bytes) = response.body { bytes } else { [] }
      self.init(
        status: response.status, location: response.headers["Location"], text: String(decoding: body, as: UTF8.self), error: nil)
      permissions = response.headers["Permissions-Policy"]
    }
  }
}
