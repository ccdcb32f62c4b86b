import Core
import Design
import HTTP
import Web

/// `/settings`: what members decide about their own accounts. Plain forms; a refused one comes back with what was typed.
struct SettingsRoutes: Sendable {
  let profile: ProfileService
  let identity: IdentityService
  let addresses: AddressService
  let sessions: SessionService
  let departures: DepartureService
  let data: PersonalDataService
  let limiter: any RateLimiter
  let limit: Limit
  let letters: Limit
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/settings", .signedIn, "One's account", handler: { try await show($0, SettingsState()) }),
      form("/settings/name", AccountSchemas.nameForm, "Change the display name", changeName),
      form("/settings/username", AccountSchemas.usernameForm, "Change the username", changeUsername),
      form("/settings/email", AccountSchemas.emailForm, "Change the e-mail address", changeEmail),
      form("/settings/password", AccountSchemas.passwordForm, "Change the password", changePassword),
      form("/settings/sessions", AccountSchemas.sessionForm, "End a session", endSession),
      .page(.post, "/settings/sessions/others", .signedIn, "End all other sessions", handler: endOthers),
      form("/settings/leave", AccountSchemas.leaveForm, "Ask for the account to be deleted", leave),
      .page(.post, "/settings/stay", .signedIn, "Keep the account after all", handler: stay),
      .page(.get, "/settings/export", .signedIn, "Everything kept about oneself, as JSON", handler: export),
    ]
  }

  private func form(
    _ path: PathPattern, _ schema: RequestSchema, _ summary: String, _ change: @escaping @Sendable (Call, Fields) async throws -> Void
  ) -> Route {
    .page(.post, path, .signedIn, summary, request: schema) { call in
      let form = try await call.form()
      let name = String(call.target.drop { $0 == "/" }.split(separator: "/").last ?? "")
      do {
        try await change(call, form)
        return .redirect(to: AccountPath.settings(saved: name))
      } catch let error as AppError where error.code.status < 500 || error.code == .unavailable {
        return try await show(call, SettingsState(form: name, typed: Self.typed(form), error: error)).retrying(after: error)
      }
    }
  }

  private static func typed(_ form: Fields) -> [String: String] {
    Dictionary(uniqueKeysWithValues: ["name", "username", "email"].map { ($0, form.typed($0)) })
  }

  private func show(_ call: Call, _ state: SettingsState) async throws -> Response {
    var state = state
    if state.error == nil { state.saved = try call.query().typed("saved", upTo: 64) }
    let scope = call.scope
    let page = SettingsPage(
      visit: visit(call), member: try scope.signedIn(), sessions: try await sessions.mine(scope), current: scope.session,
      leavesAt: try await departures.due(scope), address: try await addresses.state(scope), state: state)
    return .page(state.error?.code.status ?? 200, page)
  }

  private func changeName(_ call: Call, _ form: Fields) async throws {
    let change = try Fields.read(form) { ProfileChange(reading: &$0) }
    _ = try await profile.change(call.scope, change)
  }

  private func changeUsername(_ call: Call, _ form: Fields) async throws {
    let name = try Fields.read(form) { $0.parsed("username", Username.rule, placeholder: "", Username.accepted) }
    try await identity.rename(call.scope, to: name)
  }

  private func changeEmail(_ call: Call, _ form: Fields) async throws {
    try await slowDown(call)
    let wanted = try Fields.read(form) { fields in
      let email = fields.parsed("email", EmailAddress.rule, placeholder: "", EmailAddress.accepted)
      return (email: email, password: Password(fields.password("email_password")))
    }
    // Letters go to an address that the member only claims: neither one member nor one address may cause many.
    if addresses.sendsMail, let member = call.scope.member {
      try await limiter.require(letters, for: .user(member.id), now: call.scope.now)
      try await limiter.require(letters, for: .name("letters \(LoginDigest(of: wanted.email).rawValue)"), now: call.scope.now)
    }
    try await blaming("email_password") { try await addresses.change(call.scope, to: wanted.email, password: wanted.password) }
  }

  private func changePassword(_ call: Call, _ form: Fields) async throws {
    try await slowDown(call)
    let change = try Fields.read(form) { ProfileChange(reading: &$0) }
    _ = try await profile.change(call.scope, change)
  }

  private func endSession(_ call: Call, _ form: Fields) async throws {
    let id = try Fields.read(form) { $0.text("session", 1...64) }
    try await sessions.revoke(call.scope, SessionID(id))
  }

  private func endOthers(_ call: Call) async throws -> Response {
    try await sessions.revokeOthers(call.scope)
    return .redirect(to: AccountPath.settings(saved: "sessions"))
  }

  private func leave(_ call: Call, _ form: Fields) async throws {
    try await slowDown(call)
    let password = try Fields.read(form) { Password($0.password("leave_password")) }
    try await blaming("leave_password") { try await departures.request(call.scope, password: password) }
  }

  private func stay(_ call: Call) async throws -> Response {
    try await departures.withdraw(call.scope)
    return .redirect(to: AccountPath.settings(saved: "stay"))
  }

  private func export(_ call: Call) async throws -> Response {
    try await slowDown(call)
    let json = try await data.export(call.scope)
    return Response.json(200, json).with("Content-Disposition", "attachment; filename=\"neospace.json\"")
  }

  /// Guessing the password here costs what it costs at the door.
  private func slowDown(_ call: Call) async throws {
    try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
  }

  /// A page asks for the password in several places; the field that was wrong is the one in this form.
  private func blaming(_ field: String, _ work: () async throws -> Void) async throws {
    do { try await work() } catch let error as AppError where error.details["current_password"] != nil {
      throw AppError.validation(field, error.details["current_password"] ?? "is wrong")
    }
  }

  private func visit(_ call: Call) -> Visit {
    Visit(
      site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)), path: call.target)
  }
}
