import Core
import Design
import HTML

/// `/recover`
struct RecoveryPage: View {
  let visit: Visit
  let token: String
  let username: String
  let error: AppError?

  var body: some HTML {
    PlainPage("New password", visit) {
      Card {
        h1 { "A new password" }
        FormErrors(
          error.map { $0.details.isEmpty ? $0.message : "Not yet" }, details: error?.details ?? [:], labels: ["password": "New password"])
        p { "For @\(username). All your sessions end, and you sign in with it." }
        form(.class("form"), .method(.post), .action("/recover")) {
          input(.type("hidden"), .name("token"), .value(token))
          Field(
            "New password", name: "password", .password, help: "At least 8 characters.", error: error?.details["password"],
            completion: "new-password", takesFocus: true)
          div(.class("actions")) { Button(.primary) { "Set it" } }
        }
      }
    }
  }
}
