import Core
import Engine
import HTTP
import JSON
import Testing

@testable import Web

@Suite struct Sessions {
  private let door = Doorway()

  @Test func aBearerOrTheCookieSignsIn() async throws {
    #expect(try await door.send(.get, "/api/me", ["Authorization": "Bearer ann"]).json["data"]?["name"] == "ann")
    #expect(try await door.send(.get, "/api/me", ["authorization": "bearer  bob"]).json["data"]?["name"] == "bob")
    #expect(try await door.send(.get, "/api/me", ["Cookie": "theme=zen; session=bob"]).json["data"]?["name"] == "bob")
  }

  @Test(arguments: [
    "session=junk; session=ann", "session=expired; session=; session=ann", "session=ann; session=junk", "session=\u{E9}; session=ann",
  ])
  func aCookieOfOursIsFoundAmongOthersOfItsName(_ cookies: String) async throws {
    #expect(try await door.send(.get, "/api/me", ["Cookie": cookies]).json["data"]?["name"] == "ann")
  }

  @Test func cookiesOfOurNameAreTriedUpToABound() async throws {
    let junk = String(repeating: "session=junk; ", count: 8)
    #expect(await door.send(.get, "/api/me", ["Cookie": junk + "session=ann"]).status == 401)
    #expect(await door.send(.get, "/api/me", ["Cookie": "session=expired; session=junk"]).errorCode == "AUTH_INVALID")
  }

  @Test func theBearerWinsOverTheCookie() async throws {
    #expect(
      try await door.send(.get, "/api/me", ["Authorization": "Bearer ann", "Cookie": "session=bob"]).json["data"]?["name"] == "ann")
    #expect(await door.send(.get, "/api/me", ["Authorization": "Bearer expired", "Cookie": "session=bob"]).errorCode == "AUTH_INVALID")
  }

  @Test func theCookiesNameFollowsTheScheme() async throws {
    let secure = Doorway(configure: { $0[ServerSettings.publicURL] = WebOrigin("https://space.example")! })
    #expect(await secure.send(.get, "/api/me", ["Cookie": "__Host-session=ann"]).status == 200)
    #expect(await secure.send(.get, "/api/me", ["Cookie": "session=ann"]).status == 401)
    #expect(await door.send(.get, "/api/me", ["Cookie": "__Host-session=ann"]).status == 401)
    let production = Doorway(configure: { $0[ServerSettings.environment] = .production })
    #expect(await production.send(.get, "/api/me", ["Cookie": "__Host-session=ann"]).status == 200)
  }

  @Test(arguments: [("expired", "AUTH_INVALID"), ("forged", "UNAUTHORIZED"), ("", "UNAUTHORIZED")])
  func aBadBearerIsRefusedInJSONEverywhere(_ token: String, _ code: String) async {
    for path in ["/api/me", "/page", "/members", "/both", "/nowhere"] {
      let response = await door.send(.get, path, ["Authorization": "Bearer \(token)", "Accept": browser])
      #expect(response.status == 401, "\(path)")
      #expect(response.errorCode == code)
      #expect(response.headers["WWW-Authenticate"] == "Bearer")
    }
  }

  @Test func aBadCookieIsRefusedByTheAPI() async {
    #expect(await door.send(.get, "/api/me", ["Cookie": "session=expired"]).errorCode == "AUTH_INVALID")
    #expect(await door.send(.get, "/api/list", ["Cookie": "session=forged"]).errorCode == "UNAUTHORIZED")
    #expect(await door.send(.get, "/both", ["Cookie": "session=expired"]).errorCode == "AUTH_INVALID")
  }

  @Test func aBadCookieIsTakenFromABrowser() async {
    let removal = "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    let page = await door.send(.get, "/page", ["Cookie": "session=expired", "Accept": browser])
    #expect(page.text == "Hello guest")
    #expect(page.headers.all("Set-Cookie") == [removal])
    let members = await door.send(.get, "/members", ["Cookie": "session=forged"])
    #expect(members.headers["Location"] == "/login?next=/members")
    #expect(members.headers.all("Set-Cookie") == [removal])
    #expect(await door.send(.get, "/both", ["Cookie": "session=expired", "Accept": browser]).text == "Page")
    #expect(await door.send(.get, "/page", ["Cookie": "session=ann"]).headers.all("Set-Cookie").isEmpty)
  }

  @Test func aNewSessionIsNotTakenAgain() async {
    let door = Doorway(routes: [
      .page(.get, "/in", .anyone, "Signs in") { call in .redirect(to: "/").with(call.sessionCookie.carrying("new", for: .days(7))) }
    ])
    let cookies = await door.send(.get, "/in", ["Cookie": "session=expired"]).headers.all("Set-Cookie")
    #expect(cookies == ["session=new; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax"])
  }

  @Test func theSecureCookieCanOnlyBeSetByThisHost() {
    let cookie = SessionCookie(isSecure: true)
    #expect(cookie.carrying("t", for: .hours(24)).header == "__Host-session=t; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax")
    #expect(cookie.removal.header == "__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
  }

  @Test func aDatabaseThatIsDownDoesNotSignAnybodyOut() async {
    let response = await door.send(.get, "/page", ["Cookie": "session=down", "Accept": browser])
    #expect(response.status == 503)
    #expect(response.headers.all("Set-Cookie").isEmpty)
    #expect(response.headers["Retry-After"] == "2")
  }

  @Test(arguments: ["/page", "/members", "/api/me", "/api/list", "/both", "/moderation", "/nowhere"])
  func theBannedAreRefusedEverywhere(_ path: String) async {
    #expect(await door.send(.get, path, ["Cookie": "session=banned"]).status == 403)
    #expect(await door.send(.get, path, ["Authorization": "Bearer banned"]).errorCode == "FORBIDDEN")
  }

  @Test func whatIsOpenAsksNobodyWhoTheyAre() async {
    for token in ["banned", "forged", "down"] {
      #expect(await door.send(.get, "/open", ["Authorization": "Bearer \(token)"]).status == 200)
    }
  }

  @Test func otherAuthenticationSchemesAreNotForUs() async {
    #expect(await door.send(.get, "/page", ["Authorization": "Basic YTpi"]).status == 200)
    #expect(await door.send(.get, "/api/me", ["Authorization": "Basic YTpi"]).errorCode == "UNAUTHORIZED")
  }
}

@Suite struct Policies {
  private let door = Doorway()

  @Test(arguments: [
    ("/page", 200, 200, 200), ("/members", 303, 200, 200), ("/moderation", 303, 403, 200), ("/api/me", 401, 200, 200),
    ("/api/tasks", 401, 200, 200), ("/figures", 401, 403, 200), ("/open", 200, 200, 200), ("/both", 200, 200, 200),
  ])
  func areKept(_ path: String, _ guest: Int, _ member: Int, _ admin: Int) async {
    #expect(await door.send(.get, path).status == guest)
    #expect(await door.send(.get, path, ["Cookie": "session=ann"]).status == member)
    #expect(await door.send(.get, path, ["Cookie": "session=admin"]).status == admin)
    #expect(await door.send(.head, path, ["Cookie": "session=ann"]).status == member)
  }

  @Test func guestsAreLedBackToWhereTheyWanted() async {
    let response = await door.send(.get, "/members?a=1&b=%2F", ["Accept": browser])
    #expect(response.status == 303)
    #expect(response.headers["Location"] == "/login?next=/members%3Fa%3D1%26b%3D%252F")
  }

  @Test func figuresAreForThisMachineItself() async {
    for peer in ["127.0.0.1", "127.8.8.8", "::1"] { #expect(await door.send(.get, "/figures", peer: peer).status == 200) }
    #expect(await door.send(.get, "/figures", ["X-Forwarded-For": "1.2.3.4"], peer: "127.0.0.1").status == 401)
    #expect(await door.send(.get, "/figures", ["Forwarded": "for=1.2.3.4"], peer: "127.0.0.1").status == 401)
    let proxied = Doorway(configure: { $0[ServerSettings.trustedProxies] = [AddressRange("127.0.0.0/8")!, AddressRange("10.0.0.0/8")!] })
    #expect(await proxied.send(.get, "/figures", ["X-Forwarded-For": "127.0.0.1"], peer: "10.0.0.1").status == 401)
  }
}

@Suite struct LocalPaths {
  @Test(arguments: ["/", "/rooms/general", "/tasks?status=all&page=2", "/a%20b#c", "/login?next=%2F%2Fevil"])
  func withinTheSiteArePossible(_ text: String) { #expect(LocalPath(text)?.description == text) }

  @Test(arguments: [
    "", "rooms", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x",
    "/\t/evil.example",
    "/ /evil", "/a\\b", "/ü", "\\/evil", " /a", String(repeating: "/a", count: 1_001), "/\u{0}",
  ])
  func anywhereElseIsNone(_ text: String) { #expect(LocalPath(text) == nil) }
}
