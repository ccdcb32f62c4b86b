import Core
import Design
import HTML

/// `/setup`
struct SetupPage: View {
  let visit: Visit
  let token: String
  let state: FormState
  let place: String
  let signUp: SignUpMode

  private static let labels: KeyValuePairs = [
    "site_name": "Name of this place", "name": "Your name", "username": "Username", "email": "E-mail", "password": "Password",
    "sign_up": "Who may join",
  ]

  var body: some HTML {
    PlainPage("Set up this place", visit) {
      Card {
        h1 { "Set up this place" }
        p { "This makes your account, with the role of administrator. The link works once." }
        FormErrors(state.error, labels: Self.labels)
        form(.class("form"), .method(.post), .action(AccountPath.setUpForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          Field(
            "Name of this place", name: "site_name", value: place.isEmpty ? visit.site.name : place,
            help: "Shown on every page. You can change it later.", error: state.problem("site_name"),
            limit: .characters(SiteSettings.nameLengths.upperBound))
          NewAccountFields(state: state, nameLabel: "Your name")
          Field(
            "Who may join", name: "sign_up", .choice(SignUpMode.options), value: signUp.rawValue, error: state.problem("sign_up"))
          div(.class("actions")) { Button(.primary) { "Set up" } }
        }
      }
    }
  }
}
