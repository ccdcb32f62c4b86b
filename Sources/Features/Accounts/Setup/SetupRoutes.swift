import Core
import Design
import HTTP
import Web

/// `/setup?token=…`: the operator's link makes the first administrator. `/admin` leads to where administrators begin.
struct SetupRoutes: Sendable {
  let setup: SetupService
  let limiter: any RateLimiter
  let limit: Limit
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/setup", .anyone, "The form that makes the first administrator", handler: show),
      .page(
        .post, "/setup", .anyone, "Make the first administrator", limit: .none, request: AccountSchemas.setupForm, handler: setUp),
      .page(.get, "/admin", .permission(.moderate), "Where administration begins", handler: { _ in .redirect(to: AccountPath.members) }),
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let token = try call.query().typed("token")
    try await setup.check(token)
    return .page(200, SetupPage(visit: visit(call), token: token, state: FormState())).withoutReferrer
  }

  private func setUp(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let token = form.typed("token")
    // A wrong link is nothing here, whatever else was sent with it.
    try await setup.check(token)
    do {
      try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
      let account = try Fields.read(form) { fields throws(AppError) in
        fields.ignore("token")
        return NewAccount(reading: &fields, as: .setup)
      }
      let signedIn = try await setup.setUp(call.scope, with: token, account, from: call.userAgent)
      return .redirect(to: AccountPath.admin).with(call.sessionCookie.carrying(signedIn.token))
    } catch let error as AppError where error.code != .notFound && error.code.status < 500 || error.code == .unavailable {
      let state = FormState(name: form.typed("name"), username: form.typed("username"), email: form.typed("email"), error: error)
      return .page(error.code.status, SetupPage(visit: visit(call), token: token, state: state)).withoutReferrer.retrying(after: error)
    }
  }

  private func visit(_ call: Call) -> Visit {
    Visit(
      site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)),
      path: AccountPath.setUpForm)
  }
}
