import Core
import Design
import HTML

/// What a sign-in, sign-up or set-up form shows again when it was refused: what was typed, except the password, and what was wrong.
struct FormState: Sendable {
  var name = ""
  var username = ""
  var email = ""
  var login = ""
  /// Where to go afterwards; checked to be a path of this site.
  var next: String?
  /// The code of the invitation that the visitor followed.
  var invite = ""
  var error: AppError?

  func problem(_ field: String) -> String? { error?.details[field] }
}

/// `/signup`
struct SignUpPage: View {
  let visit: Visit
  let mode: SignUpMode
  let state: FormState

  private static let labels: KeyValuePairs = ["name": "Name", "username": "Username", "email": "E-mail", "password": "Password"]

  var body: some HTML {
    PlainPage("Sign up", visit) {
      Card {
        h1 { "Sign up" }
        switch mode {
        case .open: ""
        case .invite where !state.invite.isEmpty: p { "You have been invited." }
        case .invite: p { "Sign-up is by invitation. Use the link that you were given." }
        case .closed: p { "Sign-up is closed at the moment." }
        }
        FormErrors(state.error, labels: Self.labels)
        form(.class("form"), .method(.post), .action(Site.signUpPath)) {
          NewAccountFields(state: state, nameLabel: "Name")
          NextField(path: state.next)
          if !state.invite.isEmpty { input(.type("hidden"), .name("invite"), .value(state.invite)) }
          div(.class("actions")) { Button(.primary) { "Sign up" } }
        }
        p {
          "Please read the "
          a(.href(Site.rulesPath)) { "rules" }
          " before you join."
        }
        p {
          "Have an account? "
          a(.href(OtherForm.signIn(next: state.next))) { "Sign in" }
        }
      }
    }
  }
}

/// The fields of a new account, for sign-up and for the first administrator.
struct NewAccountFields: View {
  let state: FormState
  let nameLabel: String

  var body: some HTML {
    Field(
      nameLabel, name: "name", value: state.name, help: "Shown to other members. Up to 100 characters.", error: state.problem("name"),
      limit: 100, completion: "name", takesFocus: state.error == nil)
    Field(
      "Username", name: "username", value: state.username, help: "For mentions: 2 to 20 letters, digits, _ or -.",
      error: state.problem("username"), limit: .characters(Username.lengths.upperBound), completion: "username")
    Field(
      "E-mail", name: "email", .email, value: state.email, help: "To sign in. Other members do not see it.", error: state.problem("email"),
      limit: .characters(EmailAddress.maximumLength), completion: "email")
    Field(
      "Password", name: "password", .password, help: "At least 8 characters. A long password is better than a complicated one.",
      error: state.problem("password"), completion: "new-password")
  }
}

/// `/login`
struct SignInPage: View {
  let visit: Visit
  let state: FormState

  private static let labels: KeyValuePairs = ["login": "E-mail or username", "password": "Password"]

  var body: some HTML {
    PlainPage("Sign in", visit) {
      Card {
        h1 { "Sign in" }
        if let ban = BanNotice(state.error?.details ?? [:]) { ban } else { FormErrors(state.error, labels: Self.labels) }
        form(.class("form"), .method(.post), .action(Site.signInPath)) {
          Field(
            "E-mail or username", name: "login", value: state.login, error: state.problem("login"),
            limit: .characters(EmailAddress.maximumLength),
            completion: "username", takesFocus: state.error == nil)
          Field("Password", name: "password", .password, error: state.problem("password"), completion: "current-password")
          NextField(path: state.next)
          div(.class("actions")) { Button(.primary) { "Sign in" } }
        }
        p {
          "No account yet? "
          a(.href(OtherForm.signUp(next: state.next))) { "Sign up" }
        }
        p { a(.href(AccountPath.forgotten)) { "Forgot your password?" } }
      }
    }
  }
}

/// Keeps where to go after the form.
private struct NextField: View {
  let path: String?

  var body: some HTML {
    if let path { input(.type("hidden"), .name("next"), .value(path)) }
  }
}

/// Links between the two forms that keep where to go afterwards.
private enum OtherForm {
  static func signIn(next: String?) -> String { Link("login", query: ["next": next]).text }
  static func signUp(next: String?) -> String { Link("signup", query: ["next": next]).text }
}
