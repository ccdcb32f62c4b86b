import Core
import Design
import HTML

/// What `/settings` shows besides the account: a form that was refused, or that one was saved.
struct SettingsState: Sendable {
  var form = ""
  /// What was typed, except passwords.
  var typed: [String: String] = [:]
  var error: AppError?
  var saved = ""

  func typed(_ form: String, _ field: String) -> String? { self.form == form ? typed[field] : nil }
  func problem(_ form: String, _ field: String) -> String? { self.form == form ? error?.details[field] : nil }
}

/// `/settings`
struct SettingsPage: View {
  let visit: Visit
  let member: Member
  let sessions: [Session]
  let current: SessionID?
  /// When the account is to be deleted, if ever.
  let leavesAt: Timestamp?
  let address: AddressService.State
  /// What other features add.
  let sections: [SettingsSection]
  let state: SettingsState

  private static let labels: KeyValuePairs = [
    "name": "Name", "username": "Username", "email": "E-mail", "email_password": "Password", "current_password": "Password now",
    "password": "New password", "leave_password": "Password",
  ]

  var body: some HTML {
    ShellPage(
      "Settings", visit, mainClass: "settings", styles: ["css/settings.css"], modules: ["js/password.js"] + sections.flatMap(\.modules)
    ) {
      header(.class("page-head")) { h1 { "Settings" } }
      SettingsTabs(visit, current: Site.settingsPath)
      if let notice = state.saved == "email" && address.pending != nil ? Self.emailSent : Self.notices[state.saved] {
        p(.class("saved"), .role("status")) { notice }
      }
      FormErrors(state.error, labels: Self.labels)
      if let leavesAt { LeavingNotice(at: leavesAt) }
      Card("Who you are") {
        SettingsForm("name") {
          Field(
            "Name", name: "name", value: state.typed("name", "name") ?? member.displayName, help: "Shown to other members.",
            error: state.problem("name", "name"), limit: 100, completion: "name")
        }
        SettingsForm("username") {
          Field(
            "Username", name: "username", value: state.typed("username", "username") ?? member.username,
            help: "For mentions. You can change it once a day; the old name leads to you for 90 days.",
            error: state.problem("username", "username"), limit: .characters(Username.lengths.upperBound), completion: "username")
        }
        p { a(.href(Site.appearancePath)) { "Theme and colours" } }
      }
      Card("E-mail") {
        AddressState(member: member, address: address)
        SettingsForm("email") {
          Field(
            "E-mail", name: "email", .email, value: state.typed("email", "email") ?? member.email, help: "Other members do not see it.",
            error: state.problem("email", "email"), limit: .characters(EmailAddress.maximumLength), completion: "email")
          Field(
            "Password", name: "email_password", .password, error: state.problem("email", "email_password"),
            completion: "current-password")
        }
      }
      Card("Password") {
        p { "A new password ends all your other sessions." }
        SettingsForm("password") {
          Field(
            "Password now", name: "current_password", .password, error: state.problem("password", "current_password"),
            completion: "current-password")
          Field(
            "New password", name: "password", .password, help: "At least 8 characters.", error: state.problem("password", "password"),
            completion: "new-password")
        }
      }
      SessionList(sessions: sessions, current: current)
      for section in sections { section }
      if leavesAt == nil {
        Card("Leave") {
          p {
            "You have 14 days to change your mind. Then your account is deleted: your messages are emptied and shown as by someone who "
            "left, and everything else of yours is erased."
          }
          form(.class("form"), .method(.post), .action("/settings/leave")) {
            Field(
              "Password", name: "leave_password", .password, error: state.problem("leave", "leave_password"),
              completion: "current-password")
            div(.class("actions")) { Button(.danger) { "Delete my account" } }
          }
        }
      }
    }
  }

  private static let emailSent = "An email is on its way to the new address. The address counts once you confirm it there."
  private static let notices = [
    "name": "Your name is changed.", "username": "Your username is changed.", "email": "Your e-mail address is changed.",
    "password": "Your password is changed; your other sessions have ended.", "sessions": "That session has ended.",
    "leave": "Your account will be deleted.", "stay": "Your account stays.", "again": "An email is on its way.",
  ]
}

/// Whether the address is confirmed.
private struct AddressState: View {
  let member: Member
  let address: AddressService.State

  var body: some HTML {
    if let pending = address.pending, pending != member.email {
      p { "\(pending) is waiting to be confirmed. Until then your address is \(member.email)." }
    } else if address.sendsMail, !address.isConfirmed {
      p { "Your address is not confirmed yet. Look for our email." }
      form(.method(.post), .action("/settings/email/again")) { Button { "Send it again" } }
    }
  }
}

/// One form of the page, with its button.
private struct SettingsForm<Content: HTML>: View {
  private let name: String
  private let content: Content

  init(_ name: String, @HTMLBuilder content: () -> Content) {
    self.name = name
    self.content = content()
  }

  var body: some HTML {
    form(.class("form"), .method(.post), .action(AccountPath.settings(name))) {
      content
      div(.class("actions")) { Button { "Save" } }
    }
  }
}

private struct LeavingNotice: View {
  let at: Timestamp

  var body: some HTML {
    let moment = Moment(at)
    section(.class("card leaving"), .role("status")) {
      p {
        "Your account will be deleted on "
        time(.datetime(moment.iso8601)) { moment.dayName }
        "."
      }
      form(.method(.post), .action("/settings/stay")) { Button(.primary) { "Keep my account" } }
    }
  }
}

private struct SessionList: View {
  let sessions: [Session]
  let current: SessionID?

  var body: some HTML {
    Card("Where you are signed in") {
      ul(.class("rows")) {
        for session in sessions {
          let seen = Moment(session.lastSeenAt)
          let device = DeviceName.of(session.userAgent)
          li {
            div {
              b { device }
              if session.id == current { Badge("this one", .acid) }
              p(.class("soft")) {
                "\(session.address), last seen "
                time(.datetime(seen.iso8601)) { "\(seen.day) \(seen.time)" }
              }
            }
            form(.method(.post), .action("/settings/sessions")) {
              input(.type("hidden"), .name("session"), .value(session.id.rawValue))
              button(.class("button"), .type("submit"), .aria("label", "Sign out \(device), \(session.address)")) { "Sign out" }
            }
          }
        }
      }
      if sessions.count > 1 {
        form(.class("actions"), .method(.post), .action("/settings/sessions/others")) { Button { "Sign out everywhere else" } }
      }
    }
  }
}

/// A short name for a client, such as "Firefox on Linux", read from its `User-Agent`. An unknown client is shown by that header.
enum DeviceName {
  static func of(_ userAgent: String) -> String {
    guard !userAgent.isEmpty else { return "Unknown device" }
    let browser = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
      .first { userAgent.contains($0.0) }?.1
    let system = [
      ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
    ].first { userAgent.contains($0.0) }?.1
    switch (browser, system) {
    case (let browser?, let system?): return "\(browser) on \(system)"
    case (let browser?, nil): return browser
    default: return String(userAgent.prefix(60))
    }
  }
}
