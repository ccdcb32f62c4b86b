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
        h1 { "Forgotten password" }
        if isSent {
          p(.role("status")) {
            "If this address has an account, an email with a link is on its way. The link works for 24 hours."
          }
          p { "No email? Look in your spam folder. You can ask again after five minutes." }
        } else if sendsMail {
          FormErrors(error, labels: ["email": "E-mail"])
          p { "We send you a link to set a new password." }
          form(.class("form"), .method(.post), .action(AccountPath.forgotten)) {
            Field(
              "E-mail", name: "email", .email, value: email, error: error?.details["email"], limit: .characters(EmailAddress.maximumLength),
              completion: "email", takesFocus: error == nil)
            div(.class("actions")) { Button(.primary) { "Send link" } }
          }
        } else {
          p { "This server sends no mail. Ask an administrator for a link to set a new password." }
        }
        p { a(.href(Site.signInPath)) { "Back to sign in" } }
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
        h1 { "New password" }
        FormErrors(error, labels: ["password": "New password"])
        p { "For @\(username). This ends all your sessions. Then sign in with the new password." }
        form(.class("form"), .method(.post), .action(AccountPath.recoverForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          Field(
            "New password", name: "password", .password, help: "At least 8 characters.", error: error?.details["password"],
            completion: "new-password", takesFocus: true)
          div(.class("actions")) { Button(.primary) { "Set password" } }
        }
      }
    }
  }
}
