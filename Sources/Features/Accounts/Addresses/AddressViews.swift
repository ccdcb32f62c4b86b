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
        h1 { "Is this yours?" }
        FormErrors(
          error.map { $0.details.isEmpty ? $0.message : "Not yet" }, details: error?.details ?? [:],
          labels: ["password": "Password", "email": "E-mail"])
        p { "\(confirmation.email) becomes the address of @\(confirmation.username). Confirm it only if that is your account." }
        form(.class("form"), .method(.post), .action(AccountPath.confirmForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          if confirmation.needsPassword {
            p { "This address makes the account an administrator's. Type the account's password." }
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

  var body: some HTML {
    PlainPage("Stop the change", visit) {
      Card {
        h1 { "Not you?" }
        p { "Somebody wants \(wanted) to be your account's address. Stopping it keeps your address and signs you out everywhere." }
        form(.class("form"), .method(.post), .action(AccountPath.stopForm)) {
          input(.type("hidden"), .name("token"), .value(token))
          div(.class("actions")) { Button(.danger) { "Stop the change" } }
        }
      }
    }
  }
}

/// What came of it.
struct AddressDonePage: View {
  enum Word { case confirmed, stopped }

  let visit: Visit
  let word: Word

  var body: some HTML {
    PlainPage("Done", visit) {
      Card {
        h1 { "Done" }
        switch word {
        case .confirmed:
          p(.role("status")) { "The address is confirmed." }
          p { a(.href("/")) { "Go on" } }
        case .stopped:
          p(.role("status")) { "Your address stays as it was, and all sessions have ended." }
          p {
            "Somebody knows your password. "
            a(.href(AccountPath.forgotten)) { "Set a new one now" }
          }
        }
      }
    }
  }
}
