import Core
import Design
import HTML

/// `/setup`
struct SetupPage: View {
  let visit: Visit
  let token: String
  let state: FormState

  private static let labels: KeyValuePairs = ["name": "Your name", "username": "Username", "email": "E-mail", "password": "Password"]

  var body: some HTML {
    PlainPage("Set up this place", visit) {
      Card {
        h1 { "Set up this place" }
        p { "This makes your account, the administrator's. The link works once." }
        FormErrors(state.message, details: state.error?.details ?? [:], labels: Self.labels)
        form(.class("form"), .method(.post), .action(AccountPath.setUpForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          Field(
            "Your name", name: "name", value: state.name, help: "What people see. Up to 100 characters.", error: state.problem("name"),
            limit: .characters(100), completion: "name", takesFocus: state.error == nil)
          Field(
            "Username", name: "username", value: state.username, help: "What people type to reach you: 2 to 20 letters, digits, _ or -.",
            error: state.problem("username"), limit: .characters(Username.lengths.upperBound), completion: "username")
          Field(
            "E-mail", name: "email", .email, value: state.email, help: "To sign in. Nobody else sees it.", error: state.problem("email"),
            limit: .characters(EmailAddress.maximumLength), completion: "email")
          Field(
            "Password", name: "password", .password, help: "At least 8 characters. Length beats odd signs.",
            error: state.problem("password"), completion: "new-password")
          div(.class("actions")) { Button(.primary) { "Set up" } }
        }
      }
    }
  }
}
