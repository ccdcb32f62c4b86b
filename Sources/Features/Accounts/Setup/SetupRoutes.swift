import Core
import Design
import HTTP
import Web

/// `/setup?token=…`: the operator's link makes the first administrator.
struct SetupRoutes: Sendable {
  let setup: SetupService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/setup", .anyone, "The form that makes the first administrator", handler: show),
      .form("/setup", .anyone, "Make the first administrator", limit: .credentials, request: AccountSchemas.setupForm) { fields in
        (
          token: fields.token(), place: fields.optionalLine("site_name", SiteSettings.nameLengths),
          signUp: fields.optionalChoice("sign_up", of: SignUpMode.self), account: NewAccount(reading: &fields, as: .setup)
        )
      } submit: { call, form in
        let signedIn = try await setup.setUp(
          call.scope, with: form.token, form.account, naming: form.place, admitting: form.signUp, from: call.userAgent)
        return .redirect(to: AccountPath.admin).with(call.cookie(for: signedIn))
      } refuse: { call, form in
        // With a wrong link the answer is 404, whatever else was sent.
        try await page(
          call, token: form.token, FormState(form), place: form.typed("site_name"),
          signUp: SignUpMode(rawValue: form.typed("sign_up", upTo: 16)))
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    try await page(call, token: call.query().typed("token"), FormState(), place: "", signUp: nil)
  }

  private func page(_ call: Call, token: String, _ state: FormState, place: String, signUp: SignUpMode?) async throws -> Response {
    try await setup.check(token)
    return .page(
      SetupPage(
        visit: Visit(site, call, path: AccountPath.setUpForm), token: token, state: state, place: place,
        signUp: signUp ?? site.state.signUp)
    ).withoutReferrer
  }
}
