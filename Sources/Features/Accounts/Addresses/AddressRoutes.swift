import Core
import Design
import HTTP
import Web

/// Where the letters about addresses lead: `/address/confirm?token=…` and `/address/stop?token=…`. Opening a link changes nothing, the form
/// on its page does.
struct AddressRoutes: Sendable {
  let addresses: AddressService
  let limiter: any RateLimiter
  let limit: Limit
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/address/confirm", .anyone, "The form that confirms an address", handler: showConfirmation),
      // Counted in the handler: a form refused for haste comes back like any other.
      .page(
        .post, "/address/confirm", .anyone, "Confirm an address", limit: .none, request: AccountSchemas.confirmForm, handler: confirm),
      .page(.get, "/address/stop", .anyone, "The form that stops a change of address", handler: showChange),
      .page(
        .post, "/address/stop", .anyone, "Stop a change of address", limit: .none, request: AccountSchemas.stopForm, handler: stop),
      .page(.post, "/settings/email/again", .signedIn, "Send the letter that confirms the address again", handler: sendAgain),
    ]
  }

  private func showConfirmation(_ call: Call) async throws -> Response {
    try await confirmationPage(call, token: try call.query().typed("token"), error: nil)
  }

  private func confirm(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let token = form.typed("token")
    do {
      try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
      let password = try Fields.read(form) { fields in
        fields.ignore("token")
        return fields.has("password") ? Password(fields.password("password")) : nil
      }
      try await addresses.confirm(call.scope, with: token, password: password)
      return .page(200, AddressDonePage(visit: visit(call), word: .confirmed)).withoutReferrer
    } catch let error as AppError where error.code.status < 500 && error.code != .gone || error.code == .unavailable {
      return try await confirmationPage(call, token: token, error: error).retrying(after: error)
    }
  }

  private func confirmationPage(_ call: Call, token: String, error: AppError?) async throws -> Response {
    let found = try await addresses.confirmation(call.scope, with: token)
    let page = ConfirmAddressPage(visit: visit(call), token: token, confirmation: found, error: error)
    return .page(error?.code.status ?? 200, page).withoutReferrer
  }

  private func showChange(_ call: Call) async throws -> Response {
    let token = try call.query().typed("token")
    let change = try await addresses.stoppableChange(call.scope, with: token)
    return .page(200, StopChangePage(visit: visit(call), token: token, wanted: change.to)).withoutReferrer
  }

  private func stop(_ call: Call) async throws -> Response {
    try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
    let token = try Fields.read(try await call.form()) { $0.text("token", 1...100) }
    try await addresses.stop(call.scope, with: token)
    return .page(200, AddressDonePage(visit: visit(call), word: .stopped)).withoutReferrer
  }

  private func sendAgain(_ call: Call) async throws -> Response {
    try await addresses.sendAgain(call.scope)
    return .redirect(to: AccountPath.settings(saved: "again"))
  }

  /// Without the query, which holds a token: links of the page lead back to it.
  private func visit(_ call: Call) -> Visit {
    let path = String(call.target.prefix { $0 != "?" })
    return Visit(
      site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)), path: path)
  }
}

extension Response {
  /// For pages whose address holds a token: links from them do not tell where they stand.
  var withoutReferrer: Response { with("Referrer-Policy", "no-referrer") }
}
