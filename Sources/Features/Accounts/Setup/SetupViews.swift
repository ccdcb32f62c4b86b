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
        p { "This makes your account, with the role of administrator. The link works once." }
        FormErrors(state.error, labels: Self.labels)
        form(.class("form"), .method(.post), .action(AccountPath.setUpForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          NewAccountFields(state: state, nameLabel: "Your name")
          div(.class("actions")) { Button(.primary) { "Set up" } }
        }
      }
    }
  }
}
