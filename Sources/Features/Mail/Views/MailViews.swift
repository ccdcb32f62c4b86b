import Accounts
import Core
import Design
import HTML

/// `/admin/mail`
struct MailPage: View {
  let slice: LetterSlice
  /// Nil where no mail is sent.
  let from: String?
  let isNewest: Bool
  let typed: String
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    StaffPage("Mail", visit, styles: ["css/care.css"]) {
      FormErrors(error, labels: ["to": "Send it to"])
      if let from { TestCard(from: from, typed: typed, error: error) } else { UnsetCard() }
      if slice.letters.isEmpty {
        EmptyState("No letters", "What is sent to members stands here for 30 days, without its text.") {
          ButtonLink(Site.adminPath) { "To the overview" }
        }
      } else {
        section(.class("card"), .aria("labelledby", "letters")) {
          h2(.id("letters")) { "Letters" }
          ul(.class("rows letters")) { for letter in slice.letters { LetterRow(letter: letter) } }
        }
        Pager(newer: isNewest ? nil : MailRoutes.path, older: slice.next.map(MailRoutes.older))
      }
    }
  }
}

private struct UnsetCard: View {
  var body: some HTML {
    Card("No mail is sent") {
      p { "Set SMTP_URL and SMTP_FROM and start the server again. Members can then set a new password by themselves." }
    }
  }
}

private struct TestCard: View {
  let from: String
  let typed: String
  let error: AppError?

  var body: some HTML {
    Card("Does it arrive?") {
      p {
        "Letters come from "
        b(.dir("auto")) { from }
        ". A test is sent at once, and what the mail server says about it stands below."
      }
      form(.class("form"), .method(.post), .action(MailRoutes.testPath)) {
        Field(
          "Send it to", name: "to", .email, value: typed, error: error?.details["to"], limit: .characters(EmailAddress.maximumLength),
          completion: "email")
        div(.class("actions")) { Button(.primary) { "Send a test" } }
      }
    }
  }
}

private struct LetterRow: View {
  let letter: Letter

  var body: some HTML {
    li {
      p {
        Badge(letter.state.rawValue, letter.state.paint)
        " "
        b { letter.name }
        " to "
        bdi { letter.recipient }
        ", "
        When(letter.createdAt)
      }
      if let error = letter.error { p(.class("words"), .dir("auto")) { error } }
      if letter.state == .waiting, let next = letter.nextTryAt, letter.tries > 0 {
        p(.class("soft")) {
          "Tried \(letter.tries == 1 ? "once" : "\(letter.tries) times"), next "
          When(next)
        }
      }
      if !letter.dialogue.isEmpty {
        details {
          summary { "What the two servers said" }
          ol(.class("dialogue")) { for line in letter.dialogue { li { code { line } } } }
        }
      }
    }
  }
}

/// `2026-11-20 10:00 UTC`; a script turns it into local time.
private struct When: View {
  let moment: Moment

  init(_ timestamp: Timestamp) { moment = Moment(timestamp) }

  var body: some HTML { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
}

extension Letter {
  /// Of one that an older release knew, its machine name.
  fileprivate var name: String {
    switch EmailKind(rawValue: kind) {
    case .welcome: "Welcome"
    case .address: "Confirmation of an address"
    case .addressChange: "Notice of a changed address"
    case .password: "Notice of a changed password"
    case .recovery: "Link for a new password"
    case .digest: "Unread notifications"
    case .alarm: "Problem of the server"
    case .test: "Test"
    case nil: kind
    }
  }
}

extension LetterState {
  fileprivate var paint: Badge.Paint {
    switch self {
    case .waiting: .sky
    case .sent: .acid
    case .failed: .pink
    }
  }
}
