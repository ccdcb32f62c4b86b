import Core
import HTTP
import JSON
import Web

/// Sign-up and sign-in for programs: `/api/auth/*` of the tasks API, `/auth/*` of the releases API.
struct AuthRoutes: Sendable {
  let signUp: SignUpService
  let signIn: SignInService
  let sessions: SessionService
  let settings: AccountSettingsService

  var routes: [Route] {
    [
      .api(
        .post, "/api/auth/signup", .anyone, "Sign up", tag: "Accounts", limit: .credentials, request: AccountSchemas.signUp,
        answers: [
          .success(201, "The account and a token of 7 days", AccountSchemas.signedUp), .error(.emailExists, status: 400),
          .error(.usernameExists),
        ], handler: sendSignUp),
      .api(
        .post, "/api/auth/signin", .anyone, "Sign in", tag: "Accounts", limit: .credentials, request: AccountSchemas.signIn,
        answers: [.success(200, "A token of 7 days", AccountSchemas.signedIn), .error(.invalidCredentials)], handler: sendSignIn
      ).with(.keeps).openInMaintenance(),
      .api(
        .post, "/api/auth/signout", .signedIn, "Revoke the session", tag: "Accounts",
        answers: [.success(200, "Done", AccountSchemas.message)], handler: sendSignOut
      ).with(.keeps),
      .api(
        .put, "/api/auth/profile", .signedIn, "Change name or password; a new password ends the other sessions", tag: "Accounts",
        request: AccountSchemas.profile, answers: [.success(200, "The account", AccountSchemas.changed)], handler: sendProfile),
      .api(
        .post, "/auth/register", .anyone, "Sign up for releases", tag: "Releases", limit: .credentials, request: AccountSchemas.register,
        answers: [.json(201, "The account", AccountSchemas.registered), .error(.emailExists)], handler: sendRegister),
      .api(
        .post, "/auth/login", .anyone, "Sign in for releases", tag: "Releases", limit: .credentials, request: AccountSchemas.signIn,
        answers: [.json(200, "A token of 24 hours", AccountSchemas.loggedIn), .error(.invalidCredentials)], handler: sendLogin
      ).with(.keeps).openInMaintenance(),
    ]
  }

  private func sendSignUp(_ call: Call) async throws -> Response {
    let account = try Fields.read(try await call.json()) { NewAccount(reading: &$0, as: .program) }
    let signedIn = try await signUp.signUp(call.scope, account, from: call.userAgent, for: .standard)
    return .success(201) { json in
      json.user(signedIn.user, with: ("created_at", signedIn.user.createdAt))
      json.field("token", signedIn.token)
    }
  }

  private func sendSignIn(_ call: Call) async throws -> Response {
    let attempt = try Fields.read(try await call.json()) { SignInAttempt(reading: &$0, login: .email) }
    let signedIn = try await signIn.signIn(call.scope, attempt, from: call.userAgent, for: .standard)
    return .success { json in
      json.user(signedIn.user)
      json.field("token", signedIn.token)
    }
  }

  private func sendSignOut(_ call: Call) async throws -> Response {
    try await sessions.signOut(call.scope)
    return .success(message: "Signed out")
  }

  private func sendProfile(_ call: Call) async throws -> Response {
    let change = try Fields.read(try await call.json()) { AccountChange(reading: &$0) }
    if change.password != nil { try await call.count(.credentials) }
    let user = try await settings.change(call.scope, change)
    return .success { $0.user(user, with: ("updated_at", user.updatedAt)) }
  }

  private func sendRegister(_ call: Call) async throws -> Response {
    let account = try Fields.read(try await call.json()) { NewAccount(reading: &$0, as: .release) }
    let user = try await signUp.register(call.scope, account)
    return .json(201) { json in json.object { $0.releaseUser(user) } }
  }

  private func sendLogin(_ call: Call) async throws -> Response {
    let attempt = try Fields.read(try await call.json()) { SignInAttempt(reading: &$0, login: .email) }
    let signedIn = try await signIn.signIn(call.scope, attempt, from: call.userAgent, for: .day)
    return .json { json in
      json.object {
        $0.field("access_token", signedIn.token)
        $0.field("token_type", "bearer")
        $0.key("user")
        $0.object { $0.releaseUser(signedIn.user) }
      }
    }
  }
}

extension JSONWriter {
  /// The `user` member of the tasks API, where the account is known by its UUID.
  fileprivate mutating func user(_ user: User, with time: (name: String, moment: Timestamp)? = nil) {
    key("user")
    object {
      $0.field("id", user.uuid)
      $0.field("email", user.email)
      $0.field("name", user.name)
      if let time { $0.field(time.name, time.moment.iso8601) }
    }
  }

  /// The members of a user in the releases API, where the account is known by its number.
  fileprivate mutating func releaseUser(_ user: User) {
    field("id", user.id.rawValue)
    field("name", user.name)
    field("email", user.email)
  }
}
