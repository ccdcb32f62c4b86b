import Core
import Engine
import HTTP
import JSON

/// The answer of a handler, made with `.json`, `.success`, `.page`, `.redirect` and others.
public typealias Response = Engine.Response

/// The code of a route: decodes, calls one service, encodes. Throws `AppError` for errors that the caller sees.
public typealias RouteHandler = @Sendable (Call) async throws -> Response

/// A route of NeoSpace; declared with `.api`, `.page`, `.either` or `.socket`.
public typealias Route = Endpoint<RouteRules, RouteHandler>

/// What is checked before a route's handler runs.
public struct RouteRules: Sendable {
  /// Who uses a route, which decides how it refuses.
  public enum Audience: Sendable {
    /// Programs: errors are always JSON, a guest gets 401.
    case program
    /// People: errors are pages unless `Accept` names JSON, a guest is sent to sign in, an ended session counts as signed out.
    case person
    /// Both, by `Accept`.
    case either
  }

  public let policy: Policy
  /// What it does, for the modes of the site.
  public internal(set) var effect: Effect
  public let limit: RouteLimits
  public let audience: Audience
  /// Whether other sites and mail programs may post to it. For routes that ask a secret in the address and look at no session.
  var takesPostsFromAnywhere = false
  /// Whether banned members reach it, as guests do. The route must ask for something else that proves who they are.
  public internal(set) var admitsBanned = false
  /// Whether everybody reaches it in maintenance, not only staff.
  public internal(set) var isOpenInMaintenance = false
  /// Which switch it belongs to.
  public internal(set) var switching = Switching.withFeature
  /// Statuses that differ from the code's own.
  let statuses: [AppError.Code: Int]
  /// The limits that count before the handler runs. A route that reads its fields itself counts the others later.
  let countedOnArrival: [RouteLimit]
}

/// One answer a route may give, for the API's description. Errors that follow from policy, limits and body are added automatically.
public struct RouteAnswer: Sendable {
  let schema: ResponseSchema
  let statusOverride: (AppError.Code, Int)?

  /// `{"success":true,"data":{…}}` with this data.
  public static func success(_ status: Int = 200, _ summary: String, _ data: JSONSchema) -> RouteAnswer {
    let body = JSONSchema.object(.required("success", .constant(true)), .required("data", data))
    return RouteAnswer(schema: ResponseSchema(status, summary, body), statusOverride: nil)
  }

  /// JSON of a shape of its own.
  public static func json(_ status: Int = 200, _ summary: String, _ schema: JSONSchema) -> RouteAnswer {
    RouteAnswer(schema: ResponseSchema(status, summary, schema), statusOverride: nil)
  }

  /// An answer without JSON, such as a redirect or a file.
  public static func other(_ status: Int, _ summary: String) -> RouteAnswer {
    RouteAnswer(schema: ResponseSchema(status, summary), statusOverride: nil)
  }

  /// An error. `status` replaces the code's own status for this route.
  public static func error(_ code: AppError.Code, status: Int? = nil) -> RouteAnswer {
    RouteAnswer(
      schema: ResponseSchema(status ?? code.status, code.rawValue, .ref("Error")), statusOverride: status.map { (code, $0) })
  }
}

extension Endpoint where Rules == RouteRules, Handler == RouteHandler {
  /// A route for programs: published in `/openapi.json`, errors always JSON.
  public static func api(
    _ method: HTTP.Method, _ path: PathPattern, _ policy: Policy, _ summary: String, tag: String? = nil,
    limit: RouteLimits = .requests, request: RequestSchema = .none, answers: [RouteAnswer] = [],
    handler: @escaping RouteHandler
  ) -> Route {
    route(method, path, policy, summary, tag, limit, .program, request, answers, handler)
  }

  /// A page, or a form that leads to one.
  public static func page(
    _ method: HTTP.Method, _ path: PathPattern, _ policy: Policy, _ summary: String, limit: RouteLimits = .requests,
    request: RequestSchema = .none, answers: [RouteAnswer] = [], handler: @escaping RouteHandler
  ) -> Route {
    route(method, path, policy, summary, nil, limit, .person, request, answers, handler)
  }

  /// A path that serves people and programs; `call.wantsPage` tells which.
  public static func either(
    _ method: HTTP.Method, _ path: PathPattern, _ policy: Policy, _ summary: String, tag: String? = nil,
    limit: RouteLimits = .requests, request: RequestSchema = .none, answers: [RouteAnswer] = [],
    handler: @escaping RouteHandler
  ) -> Route {
    route(method, path, policy, summary, tag, limit, .either, request, answers, handler)
  }

  /// The same route, to which mail programs and other sites may post.
  public func takingPostsFromAnywhere() -> Route {
    changing { $0.takesPostsFromAnywhere = true }
  }

  /// The same route, for banned members too: they reach it as guests do. It must ask for something else that proves who they are.
  public func admittingBanned() -> Route {
    changing { $0.admitsBanned = true }
  }

  static func route(
    _ method: HTTP.Method, _ path: PathPattern, _ policy: Policy, _ summary: String, _ tag: String?, _ limit: RouteLimits,
    _ audience: RouteRules.Audience, _ request: RequestSchema, _ answers: [RouteAnswer], countsItself: Bool = false,
    _ handler: @escaping RouteHandler
  ) -> Route {
    let implied = impliedErrors(method, policy, limit, request)
    let statuses = Dictionary(answers.compactMap(\.statusOverride), uniquingKeysWith: { first, _ in first })
    let documentation = RouteDocumentation(
      summary: summary, tag: tag, isPublished: audience != .person, request: request,
      responses: answers.map(\.schema) + implied.map { RouteAnswer.error($0).schema }, needsSession: policy.needsSession)
    return Route(
      method: method, pattern: path,
      rules: RouteRules(
        policy: policy, effect: method.isSafe ? .reads : .changes, limit: limit, audience: audience, statuses: statuses,
        countedOnArrival: countsItself ? limit.counted(.onArrival) : limit.all),
      documentation: documentation, handler: handler)
  }

  private static func impliedErrors(
    _ method: HTTP.Method, _ policy: Policy, _ limit: RouteLimits, _ request: RequestSchema
  ) -> [AppError.Code] {
    var errors: [AppError.Code] = []
    if request.body != nil { errors += [.badRequest, .payloadTooLarge, .unsupportedMediaType, .validation] }
    if request.body == nil, !request.query.isEmpty { errors.append(.validation) }
    if policy.needsSession { errors += [.unauthorized, .authInvalid] }
    if case .visible = policy { errors += [.unauthorized, .authInvalid, .forbidden] }
    if policy != .open, policy.needsSession || !method.isSafe, !errors.contains(.forbidden) { errors.append(.forbidden) }
    if !limit.isEmpty { errors.append(.rateLimited) }
    if policy != .open { errors.append(.unavailable) }
    return errors
  }
}
