import Core
import Design
import HTTP
import Web

/// `/settings`: what members decide about their own accounts.
struct SettingsRoutes: Sendable {
  let account: AccountSettingsService
  let usernames: UsernameService
  let addresses: AddressService
  let sessions: SessionService
  let departures: DepartureService
  let sections: SettingsSections
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/settings", .signedIn, "The member's own account", handler: show),
      form("name", AccountSchemas.nameForm, "Change the display name") {
        AccountChange(reading: &$0)
      } change: { call, change in
        try await account.change(call.scope, change)
      },
      form("username", AccountSchemas.usernameForm, "Change the username") { fields in
        fields.parsed("username", Username.rule, placeholder: "", Username.accepted)
      } change: { call, username in
        try await usernames.rename(call.scope, to: username)
      },
      form("email", AccountSchemas.emailForm, "Change the e-mail address", limit: [.requests, .credentials]) { fields in
        let email = fields.parsed("email", EmailAddress.rule, placeholder: "", EmailAddress.accepted)
        return (email: email, password: Password(fields.password("email_password")))
      } change: { call, wanted in
        try await CurrentPassword.reporting(as: "email_password") {
          try await addresses.change(call.scope, to: wanted.email, password: wanted.password)
        }
      },
      form("password", AccountSchemas.passwordForm, "Change the password", limit: [.requests, .credentials]) { fields in
        AccountChange(reading: &fields)
      } change: { call, change in
        try await account.change(call.scope, change)
      },
      form("sessions", AccountSchemas.sessionForm, "End a session") {
        $0.text("session", 1...64)
      } change: { call, id in
        try await sessions.revoke(call.scope, SessionID(id))
      },
      .page(.post, "/settings/sessions/others", .signedIn, "End all other sessions", handler: endOthers),
      form("leave", AccountSchemas.leaveForm, "Ask for the account to be deleted", limit: [.requests, .credentials]) { fields in
        Password(fields.password("leave_password"))
      } change: { call, password in
        try await CurrentPassword.reporting(as: "leave_password") { try await departures.request(call.scope, password: password) }
      },
      .page(.post, "/settings/stay", .signedIn, "Keep the account after all", handler: stay),
    ]
  }

  /// One form of the page: `/settings/<name>`.
  private func form<Input: Sendable>(
    _ name: String, _ schema: RequestSchema, _ summary: String, limit: RouteLimits = .requests,
    _ read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    change: @escaping @Sendable (Call, Input) async throws -> Void
  ) -> Route {
    .form(
      PathPattern(AccountPath.settings(name)), .signedIn, summary, limit: limit, request: schema, errorPageFor: [], read: read
    ) { call, input in
      try await change(call, input)
      return .redirect(to: AccountPath.settings(saved: name))
    } refuse: { call, form in
      let typed = Dictionary(uniqueKeysWithValues: ["name", "username", "email"].map { ($0, form.typed($0)) })
      return try await page(call, SettingsState(form: name, typed: typed, error: form.error))
    }
  }

  private func show(_ call: Call) async throws -> Response {
    try await page(call, SettingsState(saved: call.query().typed("saved", upTo: 64)))
  }

  private func page(_ call: Call, _ state: SettingsState) async throws -> Response {
    let scope = call.scope
    return .page(
      SettingsPage(
        visit: Visit(site, call), member: try scope.requireMember(), sessions: try await sessions.mine(scope), current: scope.session,
        leavesAt: try await departures.due(scope), address: try await addresses.state(scope),
        sections: try await sections(scope), state: state))
  }

  private func endOthers(_ call: Call) async throws -> Response {
    try await sessions.revokeOthers(call.scope)
    return .redirect(to: AccountPath.settings(saved: "sessions"))
  }

  private func stay(_ call: Call) async throws -> Response {
    try await departures.withdraw(call.scope)
    return .redirect(to: AccountPath.settings(saved: "stay"))
  }
}
