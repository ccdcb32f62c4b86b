import Core
import Engine
import HTTP
import JSON

/// One request as its route's handler sees it. `Call+Body` reads the body.
public struct Call: Sendable, PageRequest {
  /// Who asks; the first argument of every service call.
  public let scope: Scope
  /// True when the answer is to be a page, false for JSON.
  public let wantsPage: Bool
  /// True when the client's connection is TLS, here or at a trusted proxy.
  public let isSecure: Bool
  /// The request itself. Features read it through this type.
  public let request: Request
  /// 0 where no page is shown.
  public internal(set) var unreadNotifications = 0
  public internal(set) var hidesPeople = true
  public internal(set) var styles: [String] = []
  /// Nil where no page is shown, and for all but staff.
  public internal(set) var openCases: Int?
  let parameters: PathParameters
  let limits: LimitCounter
  public internal(set) var sections: [SidebarSection] = []
  let readShell: ShellReading

  init(
    scope: Scope, wantsPage: Bool, isSecure: Bool, request: Request, parameters: PathParameters, limits: LimitCounter,
    readShell: @escaping ShellReading = { _ in .empty }
  ) {
    self.scope = scope
    self.wantsPage = wantsPage
    self.isSecure = isSecure
    self.request = request
    self.parameters = parameters
    self.limits = limits
    self.readShell = readShell
  }

  /// The same for a handler that shows a page: with what its top bar and its sidebar show.
  public func showingPage() async throws -> Call {
    guard wantsPage, scope.member != nil else { return self }
    let shell = try await readShell(scope)
    var call = self
    call.unreadNotifications = shell.unreadNotifications
    call.hidesPeople = shell.hidesPeople
    call.styles = shell.styles
    call.openCases = shell.openCases
    call.sections = shell.sections
    return call
  }

  /// Counts one more, or throws `RATE_LIMITED`. For a limit that depends on the body; all others are declared with the route.
  public func count(_ limit: RouteLimit) async throws { try await count([limit]) }

  /// Counts one more for each limit, or throws `RATE_LIMITED`.
  func count(_ declared: [RouteLimit]) async throws {
    try await limits.count(declared, member: scope.member?.id, address: scope.address, now: scope.now)
  }

  /// The path's parameter `name`, decoded.
  ///
  /// - Precondition: the route's pattern has it.
  public func path(_ name: String) -> String {
    guard let value = parameters[name] else { preconditionFailure("the route has no parameter \(name)") }
    return value
  }

  /// The path's parameter as an id; `NOT_FOUND` for text that is not an id.
  public func id<Entity>(_ name: String = "id", of type: Identifier<Entity>.Type = Identifier<Entity>.self) throws(AppError)
    -> Identifier<Entity>
  {
    guard let id = Identifier<Entity>(text: path(name)) else { throw .notFound() }
    return id
  }

  public var viewer: Member? { scope.member }

  /// The first header of that name.
  public func header(_ name: String) -> String? { request.headers[name] }

  /// Every header of that name, in order.
  public func headers(_ name: String) -> [String] { request.headers.all(name) }

  /// The first cookie of that name.
  public func cookie(_ name: String) -> String? { request.cookie(name) }

  /// The target of the request as a link within the site: path and query.
  public var target: String { request.target }

  /// Refuses parameters where there are none.
  public func refuseQuery() throws(AppError) { try Fields.read(try query()) { _ in } }

  /// The query's parameters, to be read with `Fields.read`; malformed ones are `BAD_REQUEST`.
  public func query() throws(AppError) -> Fields {
    do {
      return Fields(form: try queryFields())
    } catch {
      throw AppError(.badRequest, "The query cannot be read")
    }
  }

  private func queryFields() throws(FormFields.Malformed) -> [(name: ShortName, value: String)] {
    guard let query = request.query else { return [] }
    return try FormFields(urlencoded: query.utf8).fields.map { ($0.name, $0.value) }
  }
}

extension Request {
  func cookie(_ name: String) -> String? { cookies(name).first }

  /// The values of all cookies of that name, in order. A browser sends those of longer paths and other origins of the host first.
  func cookies(_ name: String) -> [String] { headers.all("Cookie").flatMap { CookieHeader.values(of: name, in: $0) } }
}
