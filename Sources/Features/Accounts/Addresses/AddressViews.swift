import Core
import Design
import HTML

/// `/address/confirm`
struct ConfirmAddressPage: View {
  let visit: Visit
  let token: String
  let confirmation: AddressService.Confirmation
  let error: AppError?

  var body: some HTML {
    PlainPage("Confirm address", visit) {
      Card {
        h1 { "Confirm address" }
        FormErrors(error, labels: ["password": "Password", "email": "E-mail"])
        p { "\(confirmation.email) becomes the address of @\(confirmation.username). Confirm it only if this is your account." }
        form(.class("form"), .method(.post), .action(AccountPath.confirmForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          if confirmation.needsPassword {
            p { "This address makes the account an administrator. Enter the account's password." }
            Field(
              "Password", name: "password", .password, error: error?.details["password"], completion: "current-password", takesFocus: true)
          }
          div(.class("actions")) { Button(.primary) { "Confirm" } }
        }
      }
    }
  }
}

/// `/address/stop`
struct StopChangePage: View {
  let visit: Visit
  let token: String
  let wanted: String
  let error: AppError?

  var body: some HTML {
    PlainPage("Stop the change", visit) {
      Card {
        h1 { "Stop the change" }
        FormErrors(error)
        p { "Somebody asked for \(wanted) as your account's address. Stopping this keeps your address and signs you out everywhere." }
        form(.class("form"), .method(.post), .action(AccountPath.stopForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          div(.class("actions")) { Button(.danger) { "Stop the change" } }
        }
      }
    }
  }
}

/// The result of either form.
struct AddressDonePage: View {
  enum Outcome { case confirmed, stopped }

  let visit: Visit
  let outcome: Outcome

  var body: some HTML {
    PlainPage("Done", visit) {
      Card {
        h1 { "Done" }
        switch outcome {
        case .confirmed:
          p(.role("status")) { "The address is confirmed." }
          p { a(.href("/")) { "Continue" } }
        case .stopped:
          p(.role("status")) { "Your address stays as it was, and all sessions have ended." }
          p {
            "Somebody may know your password. "
            a(.href(AccountPath.forgotten)) { "Set a new password now" }
          }
        }
      }
    }
  }
}
