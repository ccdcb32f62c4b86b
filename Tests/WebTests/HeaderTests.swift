import Core
import Engine
import HTTP
import Testing

@testable import Web

@Suite struct EveryAnswer {
  private let door = Doorway()

  @Test(arguments: ["/page", "/api/me", "/nowhere", "/open", "/fails/x", "/members", "/page%"])
  func carriesARequestIDAndIsNotSniffed(_ path: String) async throws {
    let response = await door.send(.get, path)
    let id = try #require(response.headers["X-Request-ID"])
    #expect(RequestIDs.isValid(id))
    #expect(response.headers["X-Content-Type-Options"] == "nosniff")
    #expect(response.headers.all("Content-Security-Policy").count == 1)
    #expect(response.headers["Server"] == nil)
    #expect(response.headers["Strict-Transport-Security"] == nil)
    #expect(response.headers["Cache-Control"] == "no-store")
  }

  @Test func requestsAreToldApart() async {
    let one = await door.send(.get, "/page").headers["X-Request-ID"]
    let other = await door.send(.get, "/page").headers["X-Request-ID"]
    #expect(one != other)
  }

  @Test(arguments: [
    ("abc-DEF_1.2", true), (String(repeating: "a", count: 64), true), (String(repeating: "a", count: 65), false), ("", false),
    ("a b", false), ("a\u{7F}b", false), ("ü", false), ("a/b", false), ("<script>", false),
  ])
  func keepsAValidIncomingID(_ id: String, _ isKept: Bool) async {
    let response = await door.send(.get, "/open", ["X-Request-ID": id])
    #expect((response.headers["X-Request-ID"] == id) == isKept)
    #expect(response.headers.all("X-Request-ID").count == 1)
  }

  @Test(arguments: [
    ("/page?token=x", true), ("/page?a=b&invite=x", true), ("/page?next=%2Frecover%3Ftoken%3Dx", true), ("/nowhere?token=x", true),
    ("/api/me?token=x", true), ("/page?a=b", false), ("/page", false), ("/page?", false),
  ])
  func anAddressThatHoldsASecretIsToldToNobody(_ path: String, _ holdsSecret: Bool) async {
    let response = await door.send(.get, path, ["Accept": "text/html"])
    #expect((response.headers["Referrer-Policy"] == "no-referrer") == holdsSecret)
    #expect(response.headers.all("Referrer-Policy").count <= 1)
  }

  @Test func aPageHasThePolicyOfTheBaseline() async {
    let headers = await door.send(.get, "/page").headers
    #expect(
      headers["Content-Security-Policy"]
        == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'; manifest-src 'self'")
    #expect(headers["X-Frame-Options"] == "DENY")
    #expect(headers["Referrer-Policy"] == "strict-origin-when-cross-origin")
    #expect(headers["Cross-Origin-Opener-Policy"] == "same-origin")
    #expect(headers["Cross-Origin-Resource-Policy"] == "same-origin")
    #expect(headers["Permissions-Policy"] == "geolocation=(), camera=(), microphone=(), payment=(), usb=()")
  }

  @Test func programsMayLoadNothing() async {
    let headers = await door.send(.get, "/api/list").headers
    #expect(headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
    #expect(headers["X-Frame-Options"] == nil)
  }

  @Test func aHandlersOwnPolicyStands() async {
    let door = Doorway(routes: [
      .page(.get, "/sandbox", .anyone, "A sandbox") { _ in
        Response.page(200, "x").with("Content-Security-Policy", "sandbox allow-scripts").with("Cache-Control", "private")
      }
    ])
    let headers = await door.send(.get, "/sandbox").headers
    #expect(headers.all("Content-Security-Policy") == ["sandbox allow-scripts"])
    #expect(headers.all("Cache-Control") == ["private"])
    #expect(headers["X-Frame-Options"] == nil)
    #expect(headers["Referrer-Policy"] != nil)
  }

  @Test func tlsIsPinnedOnlyOverTLS() async {
    let secure = Doorway(configure: { $0[ServerSettings.publicURL] = WebOrigin("https://space.example")! })
    #expect(await secure.send(.get, "/page").headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains")
    #expect(await secure.send(.get, "/api/list").headers["Strict-Transport-Security"] != nil)
    let proxied = Doorway(configure: { $0[ServerSettings.trustedProxies] = [AddressRange("10.0.0.0/8")!] })
    #expect(await proxied.send(.get, "/page", ["X-Forwarded-Proto": "https"], peer: "10.1.1.1").headers["Strict-Transport-Security"] != nil)
    #expect(await proxied.send(.get, "/page", ["X-Forwarded-Proto": "https"]).headers["Strict-Transport-Security"] == nil)
  }

  @Test(arguments: [(400, "BAD_REQUEST"), (408, "BAD_REQUEST"), (431, "HEADERS_TOO_LARGE"), (501, "BAD_REQUEST"), (500, "SERVER_ERROR")])
  func ofTheEngineHasTheSameShape(_ status: Int, _ code: String) throws {
    let response = door.application.answer(Refusal(status: status, reason: "x"))
    #expect(response.status == status)
    #expect(response.errorCode == code)
    #expect(response.headers["X-Request-ID"] != nil)
    #expect(response.headers["X-Content-Type-Options"] == "nosniff")
  }
}
