import HTTP
import Testing

@Suite struct Routing {
  private typealias TestRoute = Endpoint<Int, String>

  private static func route(_ method: HTTP.Method, _ pattern: PathPattern) -> TestRoute {
    TestRoute(
      method: method, pattern: pattern, rules: 0, documentation: RouteDocumentation(summary: "", isPublished: true),
      handler: "\(method.rawValue) \(pattern)")
  }

  private let router = Router([
    route(.get, "/"), route(.get, "/api/tasks"), route(.post, "/api/tasks"), route(.get, "/api/tasks/{id}"), route(.put, "/api/tasks/{id}"),
    route(.patch, "/api/tasks/{id}/complete"), route(.get, "/rooms/new"), route(.get, "/rooms/{name}"), route(.post, "/rooms/{name}"),
    route(.get, "/rooms/{name}/members/{member}"), route(.get, "/assets/{path...}"), route(.get, "/assets/special"),
    route(.delete, "/only"), route(.get, "/@{name}"), route(.get, "/@{name}/feed"),
  ])

  private func answer(_ method: HTTP.Method?, _ path: String) -> String {
    switch router.match(method, path) {
    case .found(let route, let parameters):
      (["\(route.handler)"] + route.pattern.parameterNames.map { "\($0)=\(parameters[$0] ?? "nil")" }).joined(separator: " ")
    case .methodNotAllowed(let allow): "405 \(allow)"
    case .notFound: "404"
    case .malformed: "400"
    }
  }

  @Test(arguments: [
    ("/", "GET /"), ("/api/tasks", "GET /api/tasks"), ("/api/tasks/7", "GET /api/tasks/{id} id=7"),
    ("/rooms/new", "GET /rooms/new"), ("/rooms/general", "GET /rooms/{name} name=general"),
    ("/rooms/new/members/ann", "GET /rooms/{name}/members/{member} name=new member=ann"),
    ("/rooms/a%20b", "GET /rooms/{name} name=a b"), ("/rooms/a%2Fb", "GET /rooms/{name} name=a/b"),
    ("/rooms/%F0%9F%90%88", "GET /rooms/{name} name=🐈"), ("/%61pi/tasks", "GET /api/tasks"), ("/rooms/n%65w", "GET /rooms/new"),
    ("/rooms/a+b", "GET /rooms/{name} name=a+b"), ("/assets/special", "GET /assets/special"),
    ("/assets/css/base.css", "GET /assets/{path...} path=css/base.css"), ("/assets/", "GET /assets/{path...} path="),
    ("/rooms/..", "GET /rooms/{name} name=.."), ("/@ann", "GET /@{name} name=ann"), ("/%40ann", "GET /@{name} name=ann"),
    ("/@@", "GET /@{name} name=@"), ("/@ann/feed", "GET /@{name}/feed name=ann"),
  ])
  func pathsFindTheirRoutes(_ path: String, _ expected: String) { #expect(answer(.get, path) == expected) }

  @Test(arguments: [
    "", "api", "/api", "/api/tasks/", "/api//tasks", "//api/tasks", "/API/tasks", "/rooms", "/rooms/", "/rooms/a/b", "/assets",
    "/api/../api/tasks",
    "/api/tasks/7/", "*", "/@", "/ann", "/@ann/", "/@ann/other",
  ])
  func everythingElseIsNotFound(_ path: String) { #expect(answer(.get, path) == "404") }

  @Test(arguments: ["/rooms/%", "/rooms/%4", "/rooms/%zz", "/rooms/%ff", "/nowhere/%C3"])
  func whatCannotBeDecodedIsMalformed(_ path: String) { #expect(answer(.get, path) == "400") }

  @Test func otherMethodsAreToldWhichThereAre() {
    #expect(answer(.delete, "/api/tasks") == "405 GET, HEAD, POST")
    #expect(answer(.post, "/api/tasks/7") == "405 GET, HEAD, PUT")
    #expect(answer(.get, "/api/tasks/7/complete") == "405 PATCH")
    #expect(answer(.options, "/only") == "405 DELETE")
    #expect(answer(nil, "/only") == "405 DELETE")
    #expect(answer(nil, "/nowhere") == "404")
  }

  @Test func aFixedPathHasItsOwnMethodsOnly() {
    for path in ["/rooms/new", "/rooms/n%65w"] {
      #expect(answer(.post, path) == "405 GET, HEAD")
      #expect(answer(.put, path) == "405 GET, HEAD")
    }
    #expect(answer(.post, "/rooms/new%20") == "POST /rooms/{name} name=new ")
    #expect(answer(.post, "/assets/special") == "405 GET, HEAD")
  }

  @Test func headIsGetWithoutABody() {
    #expect(answer(.head, "/api/tasks") == "GET /api/tasks")
    #expect(answer(.head, "/rooms/x") == "GET /rooms/{name} name=x")
    #expect(answer(.head, "/only") == "405 DELETE")
  }

  @Test func valuesAreBoundedAndComparedAsBytes() {
    #expect(answer(.get, "/rooms/" + String(repeating: "x", count: 256)).hasPrefix("GET /rooms/{name}"))
    #expect(answer(.get, "/rooms/" + String(repeating: "x", count: 257)) == "404")
    #expect(answer(.get, "/assets/" + String(repeating: "x/", count: 600)) == "404")
    #expect(answer(.get, "/@%CC%81x") == "GET /@{name} name=\u{301}x")
    #expect(answer(.get, "/ro%6Fms/new") == "GET /rooms/new" && answer(.get, "/rooms%CC%81/new") == "404")
  }

  @Test func aHostilePathIsCheapToRefuse() {
    #expect(answer(.get, "/" + String(repeating: "rooms/", count: 2_000)) == "404")
    #expect(answer(.get, "/assets/" + String(repeating: "a/", count: 200)).hasPrefix("GET /assets/{path...} path=a/a/"))
  }
}
