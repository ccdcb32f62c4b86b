import Core
import Design
import HTTP
import Web

/// `/recover?token=…`: a new password through a link the staff have handed out.
struct RecoveryRoutes: Sendable {
  let recovery: RecoveryService
  let limiter: any RateLimiter
  let limit: Limit
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/recover", .anyone, "The form for a new password", handler: show),
      .page(.post, "/recover", .anyone, "Set a new password", limit: .none, request: AccountSchemas.recoverForm, handler: recover),
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let token = try call.query().typed("token")
    let user = try await recovery.owner(of: token, at: call.scope.now)
    return .page(200, RecoveryPage(visit: visit(call), token: token, username: user.username, error: nil))
  }

  private func recover(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let token = form.typed("token")
    do {
      try await limiter.require(limit, for: .address(call.scope.address), now: call.scope.now)
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

  private func visit(_ call: Call) -> Visit {
    Visit(
      site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)), path: "/recover")
  }
}
