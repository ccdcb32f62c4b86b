import Core
import HTTP
import JSON

/// What the routes of accounts read and answer, for `/openapi.json`.
enum AccountSchemas {
  /// One line with a visible character and without hidden ones. The pattern does not cover every rule: combining marks alone are refused too.
  private static let newName = JSONSchema.string(
    1...100, pattern: "^\(TextRules.linePattern)*[^\\s\(TextRules.hidden)]\(TextRules.linePattern)*$")
  private static let name = JSONSchema.string(1...100)
  private static let withoutControls = #"^[^\u0000-\u001F\u007F-\u009F]*$"#
  private static let username = JSONSchema.string(2...20, pattern: "^[A-Za-z0-9_-]+$")
  private static let email = JSONSchema.string(3...254, format: "email")
  private static let newPassword = JSONSchema.string(8...1_024, pattern: withoutControls)
  private static let typedPassword = JSONSchema.string(1...1_024, pattern: withoutControls)
  private static let uuid = JSONSchema.string(36...36, format: "uuid")
  private static let time = JSONSchema.string(24...24, format: "date-time")
  private static let token = JSONSchema.string(min: 1).described("A JSON Web Token for the Authorization header")
  private static let next = JSONSchema.string(max: 2_000).described("A path within the site to go to afterwards")

  private static let count = JSONSchema.integer(min: 0)
  private static let number = JSONSchema.integer(min: 1)
  private static let person = JSONSchema.object(
    .required("id", number), .required("username", username), .required("display_name", name), .required("color", count),
    .required("avatar_url", .string()))
  static let memberQuery = RequestSchema.query(
    .optional("q", .string()), .optional("after", .string()), .optional("standing", .choice(MemberStandingFilter.allCases.map(\.rawValue))),
    .optional("before", number), .optional("limit", .integer(min: 1, max: 100)))
  static let members = JSONSchema.object(
    .required("users", .array(of: person, max: 100)), .required("next", JSONSchema.string().nullable()))
  static let memberPath = RequestSchema(path: ["id": number])
  static let memberFile = JSONSchema.object(
    .required("user", person), .required("email", .string()), .required("role", .string()), .required("created_at", time),
    .required("muted_until", time.nullable()), .required("banned", .boolean), .required("ban_ends_at", time.nullable()),
    .required("sessions", count),
    .required(
      "history",
      .object(
        .required("reports_against", count), .required("warn", count), .required("remove", count), .required("mute", count),
        .required("ban", count))),
    .required(
      "same_address", .array(of: .object(.required("username", username), .required("last_seen_at", time)), max: SameAddress.most)))
  static let logQuery = RequestSchema.query(
    .optional("actor", .string(1...64)), .optional("action", .string(1...64)), .optional("subject", .string(1...100)),
    .optional("before", number), .optional("limit", .integer(min: 1, max: 100)))
  static let log = JSONSchema.object(
    .required(
      "entries",
      .array(
        of: .object(
          .required("id", number), .required("at", time), .required("actor", .string()), .required("action", .string()),
          .required("subject", .string()), .required("details", .openObject()), .required("address", .string()),
          .required("request_id", .string())), max: 100)),
    .required("next", number.nullable()))

  static let signUp = RequestSchema.json(
    .required("name", newName), .required("email", email), .required("password", newPassword),
    .optional("username", username.nullable()))
  static let signIn = RequestSchema.json(.required("email", email), .required("password", typedPassword))
  static let profile = RequestSchema.json(
    .optional("name", newName), .optional("password", newPassword), .optional("current_password", typedPassword))
  static let register = RequestSchema.json(
    .required("name", newName), .required("email", email), .required("github_id", newName), .required("password", newPassword))
  static let signUpForm = RequestSchema.form(
    .required("name", newName), .required("username", username), .required("email", email), .required("password", newPassword),
    .optional("next", next), .optional("invite", .string(1...100)))
  static let signInForm = RequestSchema.form(
    .required("login", .string(1...254)), .required("password", typedPassword), .optional("next", next))

  static let nameForm = RequestSchema.form(.required("name", newName))
  static let usernameForm = RequestSchema.form(.required("username", username))
  static let emailForm = RequestSchema.form(.required("email", email), .required("email_password", typedPassword))
  static let passwordForm = RequestSchema.form(.required("current_password", typedPassword), .required("password", newPassword))
  static let sessionForm = RequestSchema.form(.required("session", .string(1...64)))
  static let leaveForm = RequestSchema.form(.required("leave_password", typedPassword))
  static let forgotForm = RequestSchema.form(.required("email", .string(1...254)))
  static let recoverForm = RequestSchema.form(.required("token", .string(1...100)), .required("password", newPassword))

  static let confirmForm = RequestSchema.form(.required("token", .string(1...100)), .optional("password", typedPassword))
  static let stopForm = RequestSchema.form(.required("token", .string(1...100)))
  static let setupForm = RequestSchema.form(
    .required("token", .string(1...100)), .required("name", newName), .required("username", username), .required("email", email),
    .required("password", newPassword), .optional("site_name", .string(SiteSettings.nameLengths)),
    .optional("sign_up", .choice(SignUpMode.allCases.map(\.rawValue))))

  static let roleForm = RequestSchema.form(.required("role", .choice(["member", "moderator", "admin"])))
  static let exceptionForm = RequestSchema.form(
    .required("permission", permission), .required("effect", effect), .optional("days", .integer(min: 1, max: 365)))
  static let exceptionEndForm = RequestSchema.form(.required("permission", permission), .required("effect", effect))
  static let inviteForm = RequestSchema.form(
    .required("uses", .integer(min: 1, max: 1_000)), .required("days", .integer(min: 1, max: 90)))
  private static let permission = JSONSchema.choice(Permission.allCases.map(\.rawValue))
  private static let effect = JSONSchema.choice(PermissionException.Effect.allCases.map(\.rawValue))

  static let signedUp = JSONSchema.object(
    .required("user", user(.required("created_at", time))), .required("token", token))
  static let signedIn = JSONSchema.object(.required("user", user()), .required("token", token))
  static let changed = JSONSchema.object(.required("user", user(.required("updated_at", time))))
  static let message = JSONSchema.object(.required("message", .string(min: 1)))
  static let registered = JSONSchema.object(releaseUser)
  static let loggedIn = JSONSchema.object(
    .required("access_token", token), .required("token_type", .constant(.string("bearer"))), .required("user", .object(releaseUser)))

  private static func user(_ more: JSONSchema.Member...) -> JSONSchema {
    .object([.required("id", uuid), .required("email", email), .required("name", name)] + more)
  }

  private static let releaseUser: [JSONSchema.Member] = [
    .required("id", .integer(min: 1)), .required("name", name), .required("email", email),
  ]
}
