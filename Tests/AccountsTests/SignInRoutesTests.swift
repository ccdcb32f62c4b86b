import AccountsTesting
import Core
import Engine
import Testing
import Web

@testable import Accounts

@Suite struct TheDoorsForPeople {
  private let ada = [("name", "Ada"), ("username", "ada"), ("email", "ada@example.org"), ("password", "correct horse")]
  private let entry = [("login", "ada"), ("password", "correct horse")]

  @Test(arguments: [
    ("/signup", ["name=\"name\"", "name=\"username\"", "name=\"email\"", "name=\"password\"", "autocomplete=\"new-password\""]),
    ("/login", ["name=\"login\"", "name=\"password\"", "autocomplete=\"username\"", "autocomplete=\"current-password\""]),
  ])
  func formsAskForWhatTheySend(_ path: String, _ parts: [String]) async throws {
    let site = try await TestSite.open()
    let page = try await site.send(.get, path, headers: [("Accept", "text/html")])
    #expect(page.status == 200 && page.headers["Content-Type"]?.hasPrefix("text/html") == true)
    for part in parts + ["<label for=", "method=\"post\"", "action=\"\(path)\"", "type=\"password\""] {
      #expect(page.text.contains(part), "\(part)")
    }
    #expect(!page.text.contains("role=\"alert\" class=\"errors\"") && !page.text.contains("<script>") && !page.text.contains("style="))
  }

  @Test func signingUpOpensASessionInTheBrowser() async throws {
    let site = try await TestSite.open()
    let answer = try await site.send(.post, "/signup", form: ada)
    #expect(answer.status == 303 && answer.location == "/@ada", "to their own wall")
    let header = try #require(answer.headers.all("Set-Cookie").first)
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=604800"] { #expect(header.contains(part)) }
    #expect(!header.contains("Secure") && !header.contains("Domain"))
    #expect(await site.house.refusal(answer.cookie ?? "") == nil)
  }

  @Test(arguments: ["ada", "ADA", "ada@example.org", "ADA@Example.ORG"])
  func signingInByNameOrAddress(login: String) async throws {
    let site = try await TestSite.open()
    _ = try await site.house.member("ada")
    let answer = try await site.send(
      .post, "/login", form: [("login", login), ("password", "correct horse"), ("next", "/rooms/random?a=b")])
    #expect(answer.status == 303 && answer.location == "/rooms/random?a=b")
    #expect(await site.house.refusal(answer.cookie ?? "") == nil)
  }

  @Test(arguments: [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "rooms", "/a\r\nSet-Cookie: x=y", "",
  ])
  func thereIsNoWayElsewhere(next: String) async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let answer = try await site.send(.post, "/login", form: entry + [("next", next)])
    #expect(answer.status == 303 && answer.location == "/")
    let query = next.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let page = try await site.send(.get, "/login?next=\(query)", headers: [("Accept", "text/html")])
    #expect(page.status == 200 && !page.text.contains("name=\"next\"") && !page.text.contains("evil"))
    let sentOn = try await site.send(.get, "/login?next=\(query)", cookie: member.token, headers: [("Accept", "text/html")])
    #expect(sentOn.status == 303 && sentOn.location == "/")
  }

  @Test(arguments: ["/login", "/signup"])
  func theSignedInAreSentOn(path: String) async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let answer = try await site.send(.get, path + "?next=/tasks", cookie: member.token, headers: [("Accept", "text/html")])
    #expect(answer.status == 303 && answer.location == "/tasks" && answer.cookie == nil)
  }

  @Test(arguments: ["/login", "/signup"])
  func theWayBackIsKeptThroughBothForms(path: String) async throws {
    let site = try await TestSite.open()
    let page = try await site.send(.get, path + "?next=/rooms/a%26b?x=%22", headers: [("Accept", "text/html")])
    #expect(page.text.contains("name=\"next\" value=\"/rooms/a&amp;b?x=&quot;\""))
    #expect(page.text.contains("href=\"\(path == "/login" ? "/signup" : "/login")?next=/rooms/a%26b%3Fx%3D%22\""))
    let refused = try await site.send(.post, path, form: [("next", "/tasks")])
    #expect(refused.status == 422 && refused.text.contains("name=\"next\" value=\"/tasks\""))
  }

  @Test func aRefusedSignUpShowsWhatWasTypedAndWhatIsWrongWhereItIs() async throws {
    let site = try await TestSite.open()
    let page = try await site.send(
      .post, "/signup", form: [("name", "Grace <Hopper>"), ("username", "a"), ("email", "grace@\"x\""), ("password", "correct horse")])
    #expect(page.status == 422)
    for part in [
      "Grace &lt;Hopper&gt;", "value=\"a\"", "value=\"grace@&quot;x&quot;\"", "aria-invalid=\"true\"",
      "aria-describedby=\"help-username error-username\"",
      "id=\"error-email\"", "role=\"alert\"", "href=\"#field-username\"",
    ] { #expect(page.text.contains(part), "\(part)") }
    #expect(!page.text.contains("correct horse") && !page.text.contains("error-name\"") && !page.text.contains("<Hopper>"))
    #expect(page.cookie == nil)
    #expect(try await site.house.count("users") == 0)
  }

  @Test func whatIsTakenIsToldBesideItsField() async throws {
    let site = try await TestSite.open()
    _ = try await site.house.member("ada")
    let address = try await site.send(.post, "/signup", form: ada.map { $0.0 == "username" ? ($0.0, "other") : $0 })
    #expect(address.status == 409 && address.text.contains("id=\"error-email\"") && address.text.contains("value=\"other\""))
    let name = try await site.send(.post, "/signup", form: ada.map { $0.0 == "email" ? ($0.0, "other@example.org") : $0 })
    #expect(name.status == 409 && name.text.contains("id=\"error-username\""))
  }

  @Test func aRefusedSignInSaysTheSameForUnknownAndWrong() async throws {
    let site = try await TestSite.open()
    _ = try await site.house.member("ada")
    let wrong = try await site.send(.post, "/login", form: [("login", "ada"), ("password", "wrong horse")])
    let unknown = try await site.send(.post, "/login", form: [("login", "eve"), ("password", "wrong horse")])
    #expect(wrong.status == 401 && unknown.status == 401)
    #expect(wrong.text.replacing("value=\"ada\"", with: "value=\"eve\"") == unknown.text)
    #expect(wrong.text.contains("role=\"alert\"") && wrong.text.contains("value=\"ada\"") && !wrong.text.contains("wrong horse"))
    #expect(wrong.cookie == nil)
  }

  @Test func hasteBringsTheFormBackToo() async throws {
    var limits = Limits.lifted
    limits[.credentials] = .credentials
    let site = try await TestSite.open(limits: limits)
    for _ in 0..<5 { _ = try await site.send(.post, "/login", form: [("login", "ada"), ("password", "wrong")]) }
    let answer = try await site.send(.post, "/login", form: [("login", "ada <3"), ("password", "wrong")])
    #expect(answer.status == 429 && answer.headers["Retry-After"] == "60" && answer.text.contains("value=\"ada &lt;3\""))
  }

  @Test func aFullHouseBringsTheFormBackWithATime() async throws {
    let site = try await TestSite.open(hasher: BusyHasher())
    let answer = try await site.send(.post, "/signup", form: ada)
    #expect(answer.status == 503 && answer.headers["Retry-After"] == "7" && answer.text.contains("value=\"ada@example.org\""))
  }

  @Test func signingInAgainGivesANewSessionAndEndsTheOld() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let answer = try await site.send(.post, "/login", form: entry, cookie: member.token)
    let token = try #require(answer.cookie)
    #expect(answer.status == 303 && token != member.token)
    #expect(site.takeEvents() == [.sessionRevoked(member.session, reason: "signed_in_again")])
    #expect(await site.house.refusal(member.token) == .authInvalid)
    #expect(await site.house.refusal(token) == nil)
  }

  @Test func signingOutTakesTheCookieAndEndsTheSession() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let answer = try await site.send(.post, "/logout", form: [], cookie: member.token)
    #expect(answer.status == 303 && answer.location == "/login" && answer.cookie == "")
    #expect(answer.headers["Clear-Site-Data"] == #""storage""#)
    #expect(site.takeEvents() == [.sessionRevoked(member.session, reason: "signed_out")])
    #expect(await site.house.refusal(member.token) == .authInvalid)
    let again = try await site.send(.post, "/logout", form: [], cookie: member.token)
    #expect(again.status == 303 && again.location == "/login" && site.takeEvents().isEmpty)
  }

  @Test func nothingHappensByFollowingALink() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let answer = try await site.send(.get, "/logout", cookie: member.token, headers: [("Accept", "text/html")])
    #expect(answer.status == 405)
    #expect(await site.house.refusal(member.token) == nil)
  }

  @Test func formsFromElsewhereAreRefused() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    for (path, body) in [("/login", "login=ada&password=correct+horse"), ("/signup", "name=x"), ("/logout", "")] {
      for origin in [[("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")], [("Origin", "https://evil.example")], []] {
        let answer = try await site.send(
          .post, path, cookie: member.token,
          headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")]
            + origin.map { (name: $0.0, value: $0.1) })
        #expect(answer.status == 403, "\(path) \(body)")
      }
    }
    #expect(await site.house.refusal(member.token) == nil)
    #expect(site.takeEvents().isEmpty)
  }

  @Test(arguments: [("GET", "/signup"), ("GET", "/login"), ("POST", "/signup"), ("POST", "/login"), ("POST", "/logout")])
  func theBannedGetThroughNoDoor(_ method: String, _ path: String) async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    try await site.house.accounts.moderation.ban(site.house.system(), member.id)
    let answer = try await site.send(
      method == "GET" ? .get : .post, path, form: method == "GET" ? nil : entry, cookie: member.token, headers: [("Accept", "text/html")])
    #expect(answer.status == 403)
    let bare = try await site.send(.post, "/login", form: entry)
    #expect(bare.status == 403 && bare.cookie == nil, "nor with a clean browser and the right password")
  }
}
