import Core
import Design
import HTML

/// `/forgot`
struct ForgottenPage: View {
  let visit: Visit
  let sendsMail: Bool
  var email = ""
  var isSent = false
  var error: AppError?

  var body: some HTML {
    PlainPage("Forgotten password", visit) {
      Card {
        h1 { "Forgotten?" }
        if isSent {
          p(.role("status")) {
            "If there is an account of this address, a letter with a link is on its way. The link is good for 24 hours."
          }
          p { "Nothing there? Look among the spam. Five minutes later you can ask again." }
        } else if sendsMail {
          FormErrors(
            error.map { $0.details.isEmpty ? $0.message : "Not yet" }, details: error?.details ?? [:], labels: ["email": "E-mail"])
          p { "A link for a new password comes by mail." }
          form(.class("form"), .method(.post), .action("/forgot")) {
            Field(
              "E-mail", name: "email", .email, value: email, error: error?.details["email"], limit: .characters(EmailAddress.maximumLength),
              completion: "email", takesFocus: error == nil)
            div(.class("actions")) { Button(.primary) { "Send it" } }
          }
        } else {
          p { "This server sends no mail. Ask an administrator for a link: through it you set a new password." }
        }
        p { a(.href(Site.signInPath)) { "Back to the door" } }
      }
    }
  }
}

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
