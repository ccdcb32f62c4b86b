import Core
import Design
import HTTP
import Web

/// `/signup`, `/login` and `/logout` for people. A refused form comes back with what was typed, except the password.
struct SignInRoutes: Sendable {
  let signUp: SignUpService
  let signIn: SignInService
  let sessions: SessionService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/signup", .anyone, "The form to sign up with", handler: showSignUp),
      .page(.get, "/login", .anyone, "The form to sign in with", handler: showSignIn).openInMaintenance(),
      .form("/signup", .anyone, "Sign up", limit: .credentials, request: AccountSchemas.signUpForm) { fields in
        (account: NewAccount(reading: &fields, as: .page), next: fields.next())
      } submit: { call, form in
        let signedIn = try await signUp.signUp(call.scope, form.account, from: call.userAgent, for: .standard)
        // Their own wall is the first thing that a new member sees.
        let own = call.scope.gate.off.contains(.walls) ? nil : LocalPath(Site.profilePath(of: signedIn.user.username))
        return try await welcome(call, signedIn, next: form.next ?? own)
      } refuse: { call, form in
        .page(SignUpPage(visit: Visit(site, call), mode: signUp.mode, state: FormState(form)))
      },
      .form("/login", .anyone, "Sign in", limit: .credentials, request: AccountSchemas.signInForm) { fields in
        (attempt: SignInAttempt(reading: &fields, login: .emailOrUsername), next: fields.next())
      } submit: { call, form in
        let signedIn = try await signIn.signIn(call.scope, form.attempt, from: call.userAgent, for: .standard)
        return try await welcome(call, signedIn, next: form.next)
      } refuse: { call, form in
        .page(SignInPage(visit: Visit(site, call), state: FormState(form)))
      }.with(.keeps).openInMaintenance(),
      .page(.post, "/logout", .anyone, "Sign out", handler: signOut).with(.keeps).openInMaintenance(),
    ]
  }

  private func showSignUp(_ call: Call) async throws -> Response {
    let next = LocalPath(try call.query().typed("next"))
    if call.scope.member != nil { return .redirect(to: next.destination) }
    let invite = try call.query().typed("invite", upTo: 400)
    return .page(SignUpPage(visit: Visit(site, call), mode: signUp.mode, state: FormState(next: next?.description, invite: invite)))
  }

  private func showSignIn(_ call: Call) async throws -> Response {
    let next = LocalPath(try call.query().typed("next"))
    if call.scope.member != nil { return .redirect(to: next.destination) }
    return .page(SignInPage(visit: Visit(site, call), state: FormState(next: next?.description)))
  }

  private func signOut(_ call: Call) async throws -> Response {
    if call.scope.member != nil { try await sessions.signOut(call.scope) }
    // Removes drafts from the browser's tabs along with the session.
    return .redirect(to: Site.signInPath).with(call.sessionCookie.removal).with("Clear-Site-Data", #""storage""#)
  }

  /// Puts the new session into the browser and ends the one it had.
  private func welcome(_ call: Call, _ signedIn: SignedIn, next: LocalPath?) async throws -> Response {
    if call.scope.member != nil { try await sessions.endReplaced(call.scope) }
    return .redirect(to: next.destination).with(call.cookie(for: signedIn))
  }
}

extension Fields {
  /// Where the form leads; nil when it does not say, or names another site.
  fileprivate mutating func next() -> LocalPath? {
    defer { ignore("next") }
    return LocalPath(typed("next"))
  }
}

extension Call {
  var userAgent: UserAgent { UserAgent(header("User-Agent")) }

  /// The cookie that signs a browser in.
  func cookie(for signedIn: SignedIn) -> SetCookie {
    sessionCookie.carrying(signedIn.token, for: SessionLifetime.standard.duration)
  }
}

extension FormState {
  init(_ form: RefusedForm) {
    self.init(
      name: form.typed("name"), username: form.typed("username"), email: form.typed("email"), login: form.typed("login"),
      next: LocalPath(form.typed("next"))?.description, invite: form.typed("invite", upTo: 400), error: form.error)
  }
}

extension LocalPath? {
  fileprivate var destination: String { self?.description ?? "/" }
}
