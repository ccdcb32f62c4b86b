import Core
import Design
import Engine
import HTTP
import Testing

@testable import Appearance
@testable import Web

@Suite("Appearance") struct AppearanceTests {
  private static let site = Site(destinations: [], asset: AssetPath { "/assets/x/\($0)" })
  private static let router = Router(AppearanceRoutes(site: site).routes)

  private static func send(_ method: Request.Method, _ target: String, _ form: String = "", member: Member? = nil) async throws -> Response
  {
    let headers: KeyValuePairs = method == .post ? ["Content-Type": "application/x-www-form-urlencoded"] : [:]
    let request = Request(method, target, headers: headers, body: Array(form.utf8))
    guard case .found(let route, let parameters) = router.match(HTTP.Method(request.method), request.path) else {
      throw AppError.notFound()
    }
    let scope = Scope(
      caller: member.map { .member($0) } ?? .guest, requestID: "test", now: Timestamp(microseconds: 0),
      random: RandomSource { [UInt8](repeating: 0, count: $0) }, outbox: Outbox())
    try route.rules.policy.check(scope, isLocal: false)
    return try await route.handler(
      Call(
        scope: scope, wantsPage: true, isSecure: true, request: request, parameters: parameters,
        limits: LimitCounter(limiter: LocalRateLimiter(), limits: .lifted)))
  }

  private static func text(_ response: Response) -> String {
    guard case .bytes(let bytes) = response.body else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("a chosen theme is kept in the browser, out of reach of scripts") func choose() async throws {
    let answer = try await Self.send(.post, "/appearance", "theme=retro&scheme=dark")
    #expect(answer.status == 303)
    #expect(answer.headers["Set-Cookie"] == "theme=retro.dark; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax")
  }

  @Test(
    "what is no theme is refused by name", arguments: ["theme=neon&scheme=auto", "theme=retro", "theme=retro&scheme=dim", "scheme=dark"])
  func refuse(form: String) async throws {
    let error = await #expect(throws: AppError.self) { try await Self.send(.post, "/appearance", form) }
    #expect(error?.code == .validation)
    #expect(error?.details.keys.allSatisfy { ["theme", "scheme"].contains($0) } == true)
    #expect(error?.details.isEmpty == false)
  }

  @Test("guests and members see every theme, each with its own tokens") func show() async throws {
    let member = Member(
      id: UserID(7), uuid: "u", username: "ada", displayName: "Ada", email: "ada@example.org", color: 0, role: .member,
      permissions: Role.member.permissions)
    for viewer in [nil, member] {
      let markup = Self.text(try await Self.send(.get, "/appearance", member: viewer))
      for theme in Appearance.Theme.allCases { #expect(markup.contains("type=\"radio\" name=\"theme\" value=\"\(theme.rawValue)\"")) }
      for theme in Appearance.Theme.allCases.compactMap(\.stylesheet) {
        #expect(markup.matches(of: /href="([^"]+)"/).count { $0.1.hasSuffix(theme) } == 1)
      }
      #expect(markup.contains("class=\"sidebar\"") == (viewer != nil))
    }
  }

  @Test("a member's stylesheet marks their messages and reactions and may be cached by all") func ownership() async throws {
    let answer = try await Self.send(.get, "/appearance/members/42")
    #expect(answer.headers["Content-Type"] == "text/css; charset=utf-8")
    #expect(answer.headers["Cache-Control"] == "public, max-age=3600")
    #expect(Self.text(answer).contains(".message[data-author=\"42\"] .tools .own"))
    #expect(Self.text(answer).contains(".reaction[data-people~=\"42\"]"))
  }

  @Test("what is no id is no stylesheet", arguments: ["abc", "0", "-1", "1%22%5D", "99999999999999999999"])
  func noOwnership(id: String) async throws {
    let error = await #expect(throws: AppError.self) { try await Self.send(.get, "/appearance/members/\(id)") }
    #expect(error?.code == .notFound)
  }
}
