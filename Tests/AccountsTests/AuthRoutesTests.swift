import AccountsTesting
import Core
import CoreTesting
import Crypto
import Engine
import HTTP
import JSON
import SQL
import Testing
import Web

@testable import Accounts

@Suite struct TheDoorsForPrograms {
  private let ada = #"{"name":"Ada","username":"ada","email":"Ada@example.org","password":"correct horse"}"#
  private let entry = #"{"email":"ada@example.org","password":"correct horse"}"#

  @Test func signUpAnswersAccountAndToken() async throws {
    let site = try await TestSite.open()
    let answer = try await site.send(.post, "/api/auth/signup", json: ada)
    #expect(answer.status == 201)
    let body = try answer.json()
    #expect(body["success"]?.bool == true)
    let user = try #require(body["data"]?["user"]?.object)
    #expect(Set(user.keys) == ["id", "email", "name", "created_at"])
    #expect(UUID4(user["id"]?.string ?? "") != nil && user["email"]?.string == "ada@example.org" && user["name"]?.string == "Ada")
    #expect(user["created_at"]?.string == "2026-11-20T10:00:00.000Z")
    #expect(await site.house.refusal(body["data"]?["token"]?.string ?? "") == nil)
    #expect(answer.cookie == nil, "programs get no cookie")
  }

  @Test func signInAnswersAccountAndANewToken() async throws {
    let site = try await TestSite.open()
    let first = try await site.send(.post, "/api/auth/signup", json: ada).json()["data"]?["token"]?.string
    site.house.clock.advance(by: .seconds(1))
    let answer = try await site.send(.post, "/api/auth/signin", json: entry)
    let data = try #require(try answer.json()["data"])
    #expect(answer.status == 200 && Set(data["user"]?.object?.keys.map { $0 } ?? []) == ["id", "email", "name"])
    let token = try #require(data["token"]?.string)
    #expect(token != first)
    let claims = try site.house.signer.verify(token, now: site.house.clock.now.seconds)
    #expect(claims.expiresAt - claims.issuedAt == 7 * 86_400)
  }

  @Test func signOutRevokesAtOnce() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let answer = try await site.send(.post, "/api/auth/signout", token: member.token)
    #expect(answer.status == 200)
    #expect(try answer.json()["data"]?["message"]?.string?.isEmpty == false)
    #expect(site.takeEvents() == [.sessionRevoked(member.session, reason: "signed_out")])
    let again = try await site.send(.post, "/api/auth/signout", token: member.token)
    #expect(again.status == 401 && again.code == "AUTH_INVALID")
  }

  @Test func profileAnswersTheAccount() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let answer = try await site.send(.put, "/api/auth/profile", json: #"{"name":"Countess"}"#, token: member.token)
    let user = try #require(try answer.json()["data"]?["user"]?.object)
    #expect(answer.status == 200 && Set(user.keys) == ["id", "email", "name", "updated_at"] && user["name"]?.string == "Countess")
  }

  @Test(arguments: [
    ("/api/auth/signup", #"{"name":"Eve","email":"ADA@example.org","password":"correct horse"}"#, 400, "EMAIL_EXISTS"),
    ("/api/auth/signup", #"{"name":"Eve","username":"ADA","email":"e@example.org","password":"correct horse"}"#, 409, "USERNAME_EXISTS"),
    ("/auth/register", #"{"name":"Eve","email":"ADA@example.org","github_id":"eve","password":"correct horse"}"#, 409, "EMAIL_EXISTS"),
    ("/api/auth/signin", #"{"email":"ada@example.org","password":"wrong horse"}"#, 401, "INVALID_CREDENTIALS"),
    ("/api/auth/signin", #"{"email":"nobody@example.org","password":"wrong horse"}"#, 401, "INVALID_CREDENTIALS"),
    ("/auth/login", #"{"email":"nobody@example.org","password":"wrong horse"}"#, 401, "INVALID_CREDENTIALS"),
    ("/api/auth/signin", #"{"email":"ada","password":"correct horse"}"#, 422, "VALIDATION_ERROR"),
    ("/api/auth/signin", #"{"email":"ada@example.org"}"#, 422, "VALIDATION_ERROR"),
    ("/api/auth/signin", #"{"email":"ada@example.org","password":17}"#, 422, "VALIDATION_ERROR"),
    ("/api/auth/signup", #"{"name":"E","email":"e@example.org","password":"correct horse","role":"admin"}"#, 422, "VALIDATION_ERROR"),
    ("/api/auth/signup", #"{"name":"E","username":"","email":"e@example.org","password":"correct horse"}"#, 422, "VALIDATION_ERROR"),
    ("/api/auth/signup", #"["name"]"#, 422, "VALIDATION_ERROR"), ("/api/auth/signup", "", 400, "BAD_REQUEST"),
    ("/api/auth/signup", "{", 400, "BAD_REQUEST"), ("/api/auth/signup", #"{"name":"\uD800"}"#, 400, "BAD_REQUEST"),
    ("/auth/register", #"{"name":"E","email":"e@example.org","password":"correct horse"}"#, 422, "VALIDATION_ERROR"),
  ])
  func badInputHasItsStatusAndCode(_ path: String, _ body: String, _ status: Int, _ code: String) async throws {
    let site = try await TestSite.open()
    _ = try await site.house.member("ada")
    let answer = try await site.send(.post, path, json: body)
    #expect(answer.status == status && answer.code == code, "\(answer.text)")
    #expect(try answer.json()["success"]?.bool == false)
    #expect(try await site.house.count("users") == 1)
    #expect(try await site.house.count("sessions") == 1)
    #expect(site.takeEvents().isEmpty)
  }

  @Test func withoutItsDatabaseTheServerSaysWhenToComeBack() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    await site.house.database.close()
    let answers = [
      try await site.send(.post, "/api/auth/signin", json: entry), try await site.send(.post, "/api/auth/signup", json: ada),
      try await site.send(.put, "/api/auth/profile", json: #"{"name":"x"}"#, token: member.token),
    ]
    for answer in answers {
      #expect(answer.status == 503 && answer.code == "UNAVAILABLE" && answer.headers["Retry-After"] != nil, "\(answer.text)")
    }
  }

  @Test func detailsNameEveryField() async throws {
    let site = try await TestSite.open()
    let answer = try await site.send(.post, "/api/auth/signup", json: #"{"name":" ","username":"a","email":"b","password":"c","x":1}"#)
    #expect(answer.details?.object.map { Set($0.keys) } == ["name", "username", "email", "password", "x"])
  }

  @Test func aWrongCurrentPasswordAndAnAddressAreRefusedByField() async throws {
    let site = try await TestSite.open()
    let member = try await site.house.member("ada")
    let wrong = try await site.send(
      .put, "/api/auth/profile", json: #"{"password":"battery staple","current_password":"nope"}"#, token: member.token)
    #expect(wrong.status == 422 && wrong.details?["current_password"] != nil)
    let address = try await site.send(.put, "/api/auth/profile", json: #"{"email":"new@example.org"}"#, token: member.token)
    #expect(address.status == 422 && address.details?["email"] != nil)
    let nothing = try await site.send(.put, "/api/auth/profile", json: "{}", token: member.token)
    #expect(nothing.status == 422)
  }

  @Test func releasesHaveTheirOwnShapesAndAShorterLife() async throws {
    let site = try await TestSite.open()
    let registered = try await site.send(
      .post, "/auth/register", json: #"{"name":"Ada","email":"ada@example.org","github_id":"ada-l","password":"correct horse"}"#)
    #expect(registered.status == 201)
    let account = try #require(try registered.json().object)
    #expect(Set(account.keys) == ["id", "name", "email"] && account["id"]?.int != nil)
    let answer = try await site.send(.post, "/auth/login", json: entry)
    let body = try #require(try answer.json().object)
    #expect(answer.status == 200 && Set(body.keys) == ["access_token", "token_type", "user"] && body["token_type"]?.string == "bearer")
    #expect(body["user"]?.object?.keys.sorted() == ["email", "id", "name"] && body["user"]?["id"] == account["id"])
    let claims = try site.house.signer.verify(body["access_token"]?.string ?? "", now: start.seconds)
    #expect(claims.expiresAt - claims.issuedAt == 86_400)
    #expect(await site.house.refusal(body["access_token"]?.string ?? "") == nil)
  }

  /// `forger` shows a token with a wrong signature, `signedOut` one of a revoked session.
  enum Who: Callers { case guest, forger, signedOut, member, moderator, admin, banned, others }

  @Test(
    arguments: [
      ("POST", "/api/auth/signup", [.forger: 401, .signedOut: 401, .banned: 403, .others: 201]),
      ("POST", "/api/auth/signin", [.forger: 401, .signedOut: 401, .banned: 403, .others: 200]),
      ("POST", "/api/auth/signout", [.member: 200, .moderator: 200, .admin: 200, .banned: 403, .others: 401]),
      ("PUT", "/api/auth/profile", [.member: 200, .moderator: 200, .admin: 200, .banned: 403, .others: 401]),
      ("POST", "/auth/register", [.forger: 401, .signedOut: 401, .banned: 403, .others: 201]),
      ("POST", "/auth/login", [.forger: 401, .signedOut: 401, .banned: 403, .others: 200]),
    ] as [(String, String, Statuses<Who>)])
  func everyRouteForEveryRole(_ method: String, _ path: String, _ statuses: Statuses<Who>) async throws {
    let site = try await TestSite.open()
    let house = site.house
    let revoked = try await house.member("revoked")
    try await house.accounts.sessions.signOut(house.scope(of: revoked))
    let banned = try await house.member("banned")
    try await house.accounts.moderation.ban(house.system(), banned.id)
    _ = try await house.member("ada")
    let tokens: [Who: String] = [
      .forger: "not.a.token", .signedOut: revoked.token, .member: try await house.member("member").token,
      .moderator: try await house.member("moderator", role: .moderator).token,
      .admin: try await house.member("admin", role: .admin).token, .banned: banned.token,
    ]
    let bodies = [
      "/api/auth/signup": #"{"name":"New","email":"new@example.org","password":"correct horse"}"#, "/api/auth/signin": entry,
      "/api/auth/profile": #"{"name":"New"}"#, "/auth/login": entry,
      "/auth/register": #"{"name":"New","email":"new@example.org","github_id":"x","password":"correct horse"}"#,
    ]
    for who in Who.allCases where who != .others {
      let answer = try await site.send(method == "PUT" ? .put : .post, path, json: bodies[path], token: tokens[who])
      #expect(answer.status == statuses[who], "\(path) \(who): \(answer.text)")
      try await house.database.run("DELETE FROM users WHERE email = 'new@example.org'")
    }
  }

  @Test func everyRouteSaysWhoMayUseItAndIsDescribed() async throws {
    let site = try await TestSite.open()
    #expect(site.routes.count > 30)
    for route in site.routes {
      #expect(route.rules.policy != .open, "\(route.pattern) looks at who asks")
      #expect(!route.documentation.summary.isEmpty)
      #expect(!route.rules.limit.summaries.isEmpty, "\(route.pattern) is limited")
    }
  }
}

@Suite struct GuessersAreCounted {
  private let entry = #"{"email":"ada@example.org","password":"wrong horse"}"#

  @Test func fiveTriesAMinutePerAddressOverAllDoorsTogether() async throws {
    let site = try await TestSite.open(limits: Limits())
    _ = try await site.house.member("ada")
    let tries: [() async throws -> Int] = [
      { try await site.send(.post, "/api/auth/signin", json: entry).status },
      { try await site.send(.post, "/login", form: [("login", "ada"), ("password", "wrong")]).status },
      { try await site.send(.post, "/signup", form: [("name", "x")]).status },
      { try await site.send(.post, "/auth/login", json: entry).status },
      { try await site.send(.post, "/api/auth/signup", json: "{}").status },
    ]
    var statuses: [Int] = []
    for attempt in tries + tries { statuses.append(try await attempt()) }
    #expect(statuses == [401, 401, 422, 401, 422, 429, 429, 429, 429, 429])
    let refused = try await site.send(.post, "/api/auth/signin", json: entry)
    #expect(refused.code == "RATE_LIMITED" && refused.headers["Retry-After"] == "60")
    let elsewhere = try await site.send(.post, "/api/auth/signin", json: entry, address: "198.51.100.3")
    #expect(elsewhere.status == 401)
    site.house.clock.advance(by: .seconds(60))
    #expect(try await site.send(.post, "/api/auth/signin", json: entry).status == 401)
  }

  @Test func aNewPasswordCountsAndANewNameDoesNot() async throws {
    let site = try await TestSite.open(limits: Limits())
    let ada = try await site.house.member("ada")
    for number in 0..<8 {
      #expect(try await site.send(.put, "/api/auth/profile", json: #"{"name":"Ada \#(number)"}"#, token: ada.token).status == 200)
    }
    var statuses: [Int] = []
    for _ in 0..<6 {
      let body = #"{"password":"battery staple","current_password":"wrong horse"}"#
      statuses.append(try await site.send(.put, "/api/auth/profile", json: body, token: ada.token).status)
    }
    #expect(statuses == [422, 422, 422, 422, 422, 429])
  }
}
