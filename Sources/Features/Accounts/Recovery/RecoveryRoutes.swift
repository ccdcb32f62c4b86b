import Core
import Design
import HTTP
import Web

/// `/forgot`, where a link for a new password is asked for, and `/recover?token=…`, where it leads.
struct RecoveryRoutes: Sendable {
  let recovery: RecoveryService
  /// Nil where the server sends no mail: links then come from the staff alone.
  let mail: RecoveryMailService?
  let limiter: any RateLimiter
  let limit: Limit
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/forgot", .anyone, "How to come by a new password", handler: showForgotten),
      .page(.post, "/forgot", .anyone, "Ask for a link by mail", limit: .none, request: AccountSchemas.forgotForm, handler: ask),
      .page(.get, "/recover", .anyone, "The form for a new password", handler: show),
      .page(.post, "/recover", .anyone, "Set a new password", limit: .none, request: AccountSchemas.recoverForm, handler: recover),
    ]
  }

  private func showForgotten(_ call: Call) async throws -> Response {
    .page(200, ForgottenPage(visit: visit(call, "/forgot"), sendsMail: mail != nil))
  }

  private func ask(_ call: Call) async throws -> Response {
    guard let mail else { throw AppError.notFound("Mail from this server") }
    let form = try await call.form()
    do {
      try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
      let email = try Fields.read(form) { $0.parsed("email", EmailAddress.rule, placeholder: "", EmailAddress.accepted) }
      try mail.ask(call.scope, email: email)
      return .page(200, ForgottenPage(visit: visit(call, "/forgot"), sendsMail: true, isSent: true))
    } catch let error as AppError where error.code.status < 500 || error.code == .unavailable {
      let page = ForgottenPage(visit: visit(call, "/forgot"), sendsMail: true, email: form.typed("email"), error: error)
      return .page(error.code.status, page).retrying(after: error)
    }
  }

  private func show(_ call: Call) async throws -> Response {
    let token = try call.query().typed("token", upTo: 128)
    let user = try await recovery.owner(of: token, at: call.scope.now)
    return .page(200, RecoveryPage(visit: visit(call), token: token, username: user.username, error: nil))
  }

  private func recover(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let token = form.typed("token", upTo: 128)
    do {
      try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
      let password = try Fields.read(form) { fields in
        fields.ignore("token")
        return Password(fields.password("password", minimumCharacters: Password.minimumCharacters))
      }
      try await recovery.recover(call.scope, with: token, password: password)
      return .redirect(to: Site.signInPath)
    } catch let error as AppError where error.code.status < 500 && error.code != .gone || error.code == .unavailable {
      let user = try await recovery.owner(of: token, at: call.scope.now)
      let page = RecoveryPage(visit: visit(call), token: token, username: user.username, error: error)
      return .page(error.code.status, page).retrying(after: error)
    }
  }

  private func visit(_ call: Call, _ path: String = "/recover") -> Visit {
    Visit(
      site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)), path: path)
  }
}
