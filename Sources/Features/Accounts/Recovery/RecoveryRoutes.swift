import Core
import Design
import HTTP
import Web

/// `/forgot`, where people ask for a link to set a new password, and `/recover?token=…`, where the link leads.
struct RecoveryRoutes: Sendable {
  let recovery: RecoveryService
  /// Nil where the server sends no mail: then only staff hand out links.
  let mail: RecoveryMailService?
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/forgot", .anyone, "How to get a new password") { call in
        .page(ForgottenPage(visit: forgotten(call), sendsMail: mail != nil))
      },
      .form("/forgot", .anyone, "Ask for a link by email", limit: .credentials, request: AccountSchemas.forgotForm) { fields -> String in
        fields.parsed("email", EmailAddress.rule, placeholder: "", EmailAddress.accepted)
      } submit: { call, email in
        guard let mail else { throw AppError.notFound("Mail from this server") }
        try mail.ask(call.scope, email: email)
        return .page(ForgottenPage(visit: forgotten(call), sendsMail: true, isSent: true))
      } refuse: { call, form in
        .page(ForgottenPage(visit: forgotten(call), sendsMail: mail != nil, email: form.typed("email"), error: form.error))
      },
      .page(.get, "/recover", .anyone, "The form for a new password") { call in
        try await page(call, token: try call.query().typed("token", upTo: 128), error: nil)
      },
      .form("/recover", .anyone, "Set a new password", limit: .credentials, request: AccountSchemas.recoverForm) { fields in
        (token: fields.token(), password: Password(fields.password("password", minimumCharacters: Password.minimumCharacters)))
      } submit: { call, form in
        try await recovery.recover(call.scope, with: form.token, password: form.password)
        return .redirect(to: Site.signInPath)
      } refuse: { call, form in
        try await page(call, token: form.token, error: form.error)
      },
    ]
  }

  private func page(_ call: Call, token: String, error: AppError?) async throws -> Response {
    let user = try await recovery.owner(of: token, at: call.scope.now)
    let visit = Visit(site, call, path: AccountPath.recoverForm)
    return .page(RecoveryPage(visit: visit, token: token, username: user.username, error: error))
  }

  private func forgotten(_ call: Call) -> Visit { Visit(site, call, path: AccountPath.forgotten) }
}
