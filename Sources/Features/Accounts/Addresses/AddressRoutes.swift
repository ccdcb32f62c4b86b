import Core
import Design
import HTTP
import Web

/// Where the links in emails about addresses lead: `/address/confirm?token=…` and `/address/stop?token=…`. Opening a link changes
/// nothing; the form on its page does.
struct AddressRoutes: Sendable {
  let addresses: AddressService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/address/confirm", .anyone, "The form that confirms an address") { call in
        try await confirmationPage(call, token: try call.query().typed("token"), error: nil)
      },
      .form("/address/confirm", .anyone, "Confirm an address", limit: .credentials, request: AccountSchemas.confirmForm) { fields in
        (token: fields.token(), password: fields.has("password") ? Password(fields.password("password")) : nil)
      } submit: { call, form in
        try await addresses.confirm(call.scope, with: form.token, password: form.password)
        return .page(AddressDonePage(visit: visit(call), outcome: .confirmed)).withoutReferrer
      } refuse: { call, form in
        try await confirmationPage(call, token: form.token, error: form.error)
      },
      .page(.get, "/address/stop", .anyone, "The form that stops a change of address") { call in
        try await stopPage(call, token: try call.query().typed("token"), error: nil)
      },
      .form("/address/stop", .anyone, "Stop a change of address", limit: .credentials, request: AccountSchemas.stopForm) { fields in
        fields.token()
      } submit: { call, token in
        try await addresses.stop(call.scope, with: token)
        return .page(AddressDonePage(visit: visit(call), outcome: .stopped)).withoutReferrer
      } refuse: { call, form in
        try await stopPage(call, token: form.token, error: form.error)
      },
      .page(.post, "/settings/email/again", .signedIn, "Send the email that confirms the address again", handler: sendAgain),
    ]
  }

  private func confirmationPage(_ call: Call, token: String, error: AppError?) async throws -> Response {
    let found = try await addresses.confirmation(call.scope, with: token)
    return .page(ConfirmAddressPage(visit: visit(call), token: token, confirmation: found, error: error)).withoutReferrer
  }

  private func stopPage(_ call: Call, token: String, error: AppError?) async throws -> Response {
    let change = try await addresses.stoppableChange(call.scope, with: token)
    return .page(StopChangePage(visit: visit(call), token: token, wanted: change.to, error: error)).withoutReferrer
  }

  private func sendAgain(_ call: Call) async throws -> Response {
    try await addresses.sendAgain(call.scope)
    return .redirect(to: AccountPath.settings(saved: "again"))
  }

  /// Without the query, which holds a token: links of the page lead back to it.
  private func visit(_ call: Call) -> Visit { Visit(site, call, path: String(call.target.prefix { $0 != "?" })) }
}

extension Fields {
  /// The secret of a link, carried by the form of its page. A wrong one is the link's problem, not a field's.
  mutating func token() -> String {
    defer { ignore("token") }
    return typed("token", upTo: 128)
  }
}

extension RefusedForm {
  var token: String { typed("token", upTo: 128) }
}

extension Response {
  /// For pages whose address holds a token: their links do not tell other sites the address.
  var withoutReferrer: Response { with("Referrer-Policy", "no-referrer") }
}
