import Core
import Design
import HTML

/// What a refused form shows again: everything but the password, and what was wrong.
struct FormState: Sendable {
  var name = ""
  var username = ""
  var email = ""
  var login = ""
  /// Where to go afterwards; already known to be a path of ours.
  var next: String?
  /// The code of an invitation one came with.
  var invite = ""
  var error: AppError?

  func problem(_ field: String) -> String? { error?.details[field] }

  /// What is wrong as a whole, when no field is to blame.
  var message: String? {
    guard let error else { return nil }
    return error.details.isEmpty ? error.message : "Not yet"
  }
}

/// `/signup`
struct SignUpPage: View {
  let visit: Visit
  let mode: Config.SignUp
  let state: FormState

  private static let labels: KeyValuePairs = ["name": "Name", "username": "Username", "email": "E-mail", "password": "Password"]

  var body: some HTML {
    PlainPage("Sign up", visit) {
      Card {
        h1 { "Take a place" }
        switch mode {
        case .open: ""
        case .invite where !state.invite.isEmpty: p { "You have been invited." }
        case .invite: p { "This place is by invitation: come in through the link somebody gave you." }
        case .closed: p { "Nobody new can sign up here at the moment." }
        }
        FormErrors(state.message, details: state.error?.details ?? [:], labels: Self.labels)
        form(.class("form"), .method(.post), .action(Site.signUpPath)) {
          NewAccountFields(state: state, nameLabel: "Name")
          NextField(path: state.next)
          if !state.invite.isEmpty { input(.type("hidden"), .name("invite"), .value(state.invite)) }
          div(.class("actions")) { Button(.primary) { "Sign up" } }
        }
        p {
          "Been here before? "
          a(.href(OtherDoor.signIn(next: state.next))) { "Sign in" }
        }
      }
    }
  }
}

/// What every new account needs, for sign-up and for the first administrator.
struct NewAccountFields: View {
  let state: FormState
  let nameLabel: String

  var body: some HTML {
    Field(
      nameLabel, name: "name", value: state.name, help: "What people see. Up to 100 characters.", error: state.problem("name"),
      limit: 100, completion: "name", takesFocus: state.error == nil)
    Field(
      "Username", name: "username", value: state.username, help: "What people type to reach you: 2 to 20 letters, digits, _ or -.",
      error: state.problem("username"), limit: .characters(Username.lengths.upperBound), completion: "username")
    Field(
      "E-mail", name: "email", .email, value: state.email, help: "To sign in. Nobody else sees it.", error: state.problem("email"),
      limit: .characters(EmailAddress.maximumLength), completion: "email")
    Field(
      "Password", name: "password", .password, help: "At least 8 characters. Length beats odd signs.",
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
        h1 { "Come in" }
        FormErrors(state.message, details: state.error?.details ?? [:], labels: Self.labels)
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
          "New here? "
          a(.href(OtherDoor.signUp(next: state.next))) { "Take a place" }
        }
        p { a(.href("/forgot")) { "Forgot your password?" } }
      }
    }
  }
}

/// Carries the way back through the form.
private struct NextField: View {
  let path: String?

  var body: some HTML {
    if let path { input(.type("hidden"), .name("next"), .value(path)) }
  }
}

/// The other form, keeping the way back.
private enum OtherDoor {
  static func signIn(next: String?) -> String { Link("login", query: ["next": next]).text }
  static func signUp(next: String?) -> String { Link("signup", query: ["next": next]).text }
}
