import Core
import Design
import HTTP
import Web

/// The doors for people: `/signup`, `/login` and the way out. A refused form comes back with what was typed, save the password.
struct SignInRoutes: Sendable {
  let signUp: SignUpService
  let signIn: SignInService
  let sessions: SessionService
  let limiter: any RateLimiter
  /// Sign-up, sign-in and password changes, together, per address.
  let limit: Limit
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/signup", .anyone, "The form to sign up with", handler: showSignUp),
      .page(.get, "/login", .anyone, "The form to sign in with", handler: showSignIn),
      // Counted in the handler: a form refused for haste comes back like any other.
      .page(.post, "/signup", .anyone, "Sign up", limit: .none, request: AccountSchemas.signUpForm, handler: sendSignUp),
      .page(.post, "/login", .anyone, "Sign in", limit: .none, request: AccountSchemas.signInForm, handler: sendSignIn),
      .page(.post, "/logout", .anyone, "Sign out", handler: sendSignOut),
    ]
  }

  private func showSignUp(_ call: Call) async throws -> Response {
    let next = try call.next()
    if call.scope.member != nil { return .redirect(to: next.destination) }
    let invite = try call.query().typed("invite", upTo: 400)
    return .page(200, SignUpPage(visit: visit(call), mode: signUp.mode, state: FormState(next: next?.description, invite: invite)))
  }

  private func showSignIn(_ call: Call) async throws -> Response {
    let next = try call.next()
    if call.scope.member != nil { return .redirect(to: next.destination) }
    return .page(200, SignInPage(visit: visit(call), state: FormState(next: next?.description)))
  }

  private func sendSignUp(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let next = LocalPath(form.typed("next"))
    do {
      try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
      let account = try Fields.read(form) { fields throws(AppError) in
        fields.ignore("next")
        return NewAccount(reading: &fields, as: .page)
      }
      let signedIn = try await signUp.signUp(call.scope, account, from: call.userAgent, for: .standard)
      return try await welcome(call, signedIn, next: next)
    } catch let error as AppError where error.isForTheForm {
      let state = FormState(
        name: form.typed("name"), username: form.typed("username"), email: form.typed("email"), next: next?.description,
        invite: form.typed("invite", upTo: 400), error: error)
      return .page(error.code.status, SignUpPage(visit: visit(call), mode: signUp.mode, state: state)).retrying(after: error)
    }
  }

  private func sendSignIn(_ call: Call) async throws -> Response {
    let form = try await call.form()
    let next = LocalPath(form.typed("next"))
    do {
      try await limiter.require(limit, for: .address(call.scope.network), now: call.scope.now)
      let attempt = try Fields.read(form) { fields throws(AppError) in
        fields.ignore("next")
        return SignInAttempt(reading: &fields, login: .emailOrUsername)
      }
      let signedIn = try await signIn.signIn(call.scope, attempt, from: call.userAgent, for: .standard)
      return try await welcome(call, signedIn, next: next)
    } catch let error as AppError where error.isForTheForm {
      let state = FormState(login: form.typed("login"), next: next?.description, error: error)
      return .page(error.code.status, SignInPage(visit: visit(call), state: state)).retrying(after: error)
    }
  }

  private func sendSignOut(_ call: Call) async throws -> Response {
    if call.scope.member != nil { try await sessions.signOut(call.scope) }
    // Drafts in the browser's tabs go with the session.
    return .redirect(to: Site.signInPath).with(call.sessionCookie.removal).with("Clear-Site-Data", #""storage""#)
  }

  /// Puts the new session into the browser and ends the one it came with.
  private func welcome(_ call: Call, _ signedIn: SignedIn, next: LocalPath?) async throws -> Response {
    if call.scope.member != nil { try await sessions.endReplaced(call.scope) }
    return .redirect(to: next.destination).with(call.sessionCookie.carrying(signedIn.token))
  }

  private func visit(_ call: Call) -> Visit {
    Visit(
      site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)), path: call.target)
  }
}

extension Call {
  /// Where `?next=` leads; nil when it is missing or leads elsewhere.
  fileprivate func next() throws -> LocalPath? { LocalPath(try query().typed("next")) }

  var userAgent: UserAgent { UserAgent(header("User-Agent")) }
}

extension AppError {
  /// Whether to show the form again. A fault of ours gets the page for those.
  fileprivate var isForTheForm: Bool { code.status < 500 || code == .unavailable }
}

extension LocalPath? {
  fileprivate var destination: String { self?.description ?? "/" }
}
