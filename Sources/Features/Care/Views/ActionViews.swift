import Accounts
import Core
import Design
import HTML
import Relations

/// The form by which staff act.
struct ActFields: View {
  static let labels: KeyValuePairs = [
    "action": "What to do", "reason": "Reason", "message": "Message to them", "minutes": "For", "log_note": "Note for the public log",
    "usernames": "Members", "content": "What they made", "hours": "Made in the last hours", "username": "Username", "target": "Target",
    "case": "Case",
  ]
  private static let durations: [Field.Option] = [
    .init("10", "10 minutes"), .init("60", "an hour"), .init("1440", "a day"), .init("10080", "a week"), .init("43200", "30 days"),
    .init("", "until it is lifted (only a ban)"),
  ]

  let state: ActForm
  /// Where it is sent.
  let path: String

  var body: some HTML {
    let details = state.error?.details ?? [:]
    form(.class("form act"), .method(.post), .action(path)) {
      ActSubject(state: state)
      ChoiceGroup(
        legendText: "What to do", name: "action",
        choices: [(ActionKind.warn, "Warn"), (.remove, "Remove"), (.mute, "Mute"), (.ban, "Ban")].map {
          .init(value: $0.0.rawValue, name: $0.1)
        },
        chosen: state.action, error: details["action"])
      Field(
        "Reason", name: "reason", .choice(ReportReason.allCases.map { .init($0.rawValue, $0.label) }), value: state.reason,
        error: details["reason"])
      Field(
        "Message to them", name: "message", .lines(3), value: state.message, error: details["message"],
        limit: .characters(Action.messageLengths.upperBound))
      div(.class("for-a-while")) {
        Field("For", name: "minutes", .choice(Self.durations), value: state.minutes, error: details["minutes"])
      }
      div(.class("for-a-ban")) { BanContentFields(state: state) }
      Field(
        "Note for the public log", name: "log_note", value: state.logNote, help: "Everybody reads it. Name nobody.",
        error: details["log_note"],
        limit: .characters(Action.logNoteLengths.upperBound), isOptional: true)
      div(.class("actions")) { Button(.danger) { "Do it" } }
    }
  }
}

/// Whom or what an action is about, in hidden fields.
private struct ActSubject: View {
  let state: ActForm

  var body: some HTML {
    for (name, value) in [("username", state.username), ("kind", state.kind), ("id", state.id), ("case", state.record)] where !value.isEmpty
    {
      input(.type("hidden"), .name(name), .value(value))
    }
  }
}

/// The form again, after it was refused.
struct ActPage: View {
  let state: ActForm
  let visit: Visit

  var body: some HTML {
    StaffPage("Act", visit, styles: ["css/care.css"]) {
      FormErrors(state.error, labels: ActFields.labels)
      Card { ActFields(state: state, path: CarePath.actions) }
    }
  }
}

/// Asks once more before somebody is banned.
struct BanPage: View {
  let state: ActForm
  let visit: Visit

  var body: some HTML {
    StaffPage("Ban them?", visit, styles: ["css/care.css"]) {
      Card {
        p { "They are signed out everywhere at once and cannot come back until the ban ends. What is their own is out of sight meanwhile." }
        if state.content == "remove" { p { "What they made in the last \(state.hours) hours is removed as well." } }
        p(.class("words"), .dir("auto")) { state.message }
        form(.class("actions"), .method(.post), .action(CarePath.actions)) {
          ActSubject(state: state)
          for (name, value) in [
            ("action", state.action), ("reason", state.reason), ("message", state.message), ("minutes", state.minutes),
            ("log_note", state.logNote), ("content", state.content), ("hours", state.hours),
          ] where !value.isEmpty {
            input(.type("hidden"), .name(name), .value(value))
          }
          a(.class("button"), .href(state.record.isEmpty ? CarePath.actions : Link("admin", "reports", state.record).text), .autofocus) {
            "Cancel"
          }
          Button(.danger) { "Ban" }
        }
      }
    }
  }
}

/// Asks once more before several are banned, and again if something is wrong.
struct BulkBanPage: View {
  let state: ActForm
  let visit: Visit

  var body: some HTML {
    let details = state.error?.details ?? [:]
    StaffPage("Ban \(state.usernames.count == 1 ? "one member" : "\(state.usernames.count) members")?", visit, styles: ["css/care.css"]) {
      FormErrors(state.error, labels: ActFields.labels)
      Card {
        p { "They are signed out everywhere at once and cannot come back until the ban ends. What is their own is out of sight meanwhile." }
        ul(.class("rows"), .aria("label", "Members")) { for name in state.usernames { li { "@\(name)" } } }
        form(.class("form"), .method(.post), .action(CarePath.bulk)) {
          input(.type("hidden"), .name("action"), .value(ActionKind.ban.rawValue))
          for name in state.usernames { input(.type("hidden"), .name("usernames"), .value(name)) }
          Field(
            "Reason", name: "reason", .choice(ReportReason.allCases.map { .init($0.rawValue, $0.label) }), value: state.reason,
            error: details["reason"])
          Field(
            "Message to them", name: "message", .lines(3), value: state.message, error: details["message"],
            limit: .characters(Action.messageLengths.upperBound))
          BanContentFields(state: state)
          div(.class("actions")) {
            a(.class("button"), .href(Link("admin", "users", query: ["standing": "new"]).text), .autofocus) { "Cancel" }
            Button(.danger) { "Ban" }
          }
        }
      }
    }
  }
}

/// What becomes of what they made.
private struct BanContentFields: View {
  let state: ActForm

  var body: some HTML {
    let details = state.error?.details ?? [:]
    Field(
      "What they made", name: "content",
      .choice([.init("hide", "hide what is their own while the ban lasts"), .init("remove", "also remove what they made lately")]),
      value: state.content, error: details["content"])
    Field(
      "Made in the last hours", name: "hours", value: state.hours.isEmpty ? "\(BanContent.usualHours)" : state.hours,
      help: "Only if it is removed: 1 to 720 hours. Lifting the ban brings it back for 30 days.", error: details["hours"])
  }
}

/// `/admin/actions`
struct ActionListPage: View {
  let slice: ActionSlice
  let username: String?
  let kind: ActionKind?
  let isNewest: Bool
  let now: Timestamp
  /// Members about whom nothing could be done.
  let refused: [String]
  let visit: Visit

  var body: some HTML {
    StaffPage("Actions", visit, styles: ["css/care.css"]) {
      if !refused.isEmpty {
        p(.class("notice"), .role("status")) {
          "Not banned: \(refused.map { "@\($0)" }.joined(separator: ", ")). Staff act neither on themselves nor on their equals."
        }
      }
      Tabs(
        "Which actions",
        [("All", CarePath.actions(of: username, nil))] + ActionKind.allCases.map { ($0.label, CarePath.actions(of: username, $0)) },
        current: CarePath.actions(of: username, kind))
      if slice.actions.isEmpty {
        EmptyState("No actions", "What staff do is listed here.") { ButtonLink(CarePath.queue) { "To the reports" } }
      } else {
        ul(.class("rows card")) {
          for action in slice.actions {
            li { ActionSummary(action: action, now: now, link: CarePath.action(action.id), namesStaff: true) }
          }
        }
        Pager(
          newer: isNewest ? nil : CarePath.actions(of: username, kind),
          older: slice.next.map { CarePath.actions(of: username, kind, before: $0) })
      }
    }
  }
}

/// One action in a list.
struct ActionSummary: View {
  let action: Action
  let now: Timestamp
  let link: String?
  let namesStaff: Bool

  var body: some HTML {
    let moment = Moment(action.createdAt)
    div {
      p {
        if let link { a(.href(link)) { title } } else { b { title } }
        Badge(action.reason.label, .yellow)
        if action.undoneAt != nil {
          Badge("undone", .acid)
        } else if action.stands(at: now), action.kind.minutes != nil {
          Badge("in force", .pink)
        }
      }
      p(.class("words"), .dir("auto")) { action.message }
      p(.class("soft")) {
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
        if let end = action.endsAt {
          ", until "
          LocalMoment(end)
        }
        if namesStaff { ", by \(action.by.map { "@\($0)" } ?? "the server")" }
      }
    }
  }

  private var title: String {
    let what = action.target.map { " (\($0.kind) \($0.id))" } ?? ""
    guard namesStaff else { return action.kind.label + what }
    return "\(action.kind.label) of \(action.user.map { "@\($0.username)" } ?? "somebody who left")\(what)"
  }
}

/// `/admin/actions/{id}`
struct ActionPage: View {
  let action: Action
  let typed: String
  let error: AppError?
  let now: Timestamp
  let visit: Visit

  var body: some HTML {
    StaffPage(action.kind.label, visit, styles: ["css/care.css"]) {
      FormErrors(error, labels: ["message": "Message to them"])
      ul(.class("rows card")) { li { ActionSummary(action: action, now: now, link: nil, namesStaff: true) } }
      if let record = action.record { p { ButtonLink(CarePath.record(record)) { "To the case" } } }
      if action.undoneAt == nil {
        Card("Undo") {
          form(.class("form"), .method(.post), .action(Site.undoPath(of: action.id.rawValue))) {
            Field(
              "Message to them", name: "message", .lines(2), value: typed, error: error?.details["message"],
              limit: .characters(Action.messageLengths.upperBound))
            div(.class("actions")) { Button { "Undo" } }
          }
        }
      }
    }
  }
}

/// `/standing`: what staff did to the member who looks.
struct StandingPage: View {
  let mutedUntil: Timestamp?
  let actions: [Action]
  let now: Timestamp
  /// What was typed into the form of one action.
  var typed = (action: "", text: "")
  var error: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("Your standing", visit, mainClass: "settings", styles: ["css/settings.css", "css/care.css"]) {
      header(.class("page-head")) { h1 { "Your standing" } }
      FormErrors(error, labels: ["text": "Why should this be undone?", "action": "Action"])
      if let mutedUntil {
        p(.class("notice"), .role("status")) {
          "You cannot post until "
          LocalMoment(mutedUntil)
          "."
        }
      }
      if actions.isEmpty {
        EmptyState("Nothing here. Good.", "What moderators do about you is listed here, with the reason.") {
          ButtonLink("/") { "To the front page" }
        }
      } else {
        ul(.class("rows card")) {
          for action in actions {
            li {
              div {
                ActionSummary(action: action, now: now, link: nil, namesStaff: false)
                if let appeal = action.appeal {
                  AppealOutcome(appeal: appeal)
                } else if action.isAppealable(at: now) {
                  AppealForm(action: action.id, typed: typed, error: error)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Asks for one action to be undone.
private struct AppealForm: View {
  let action: ActionID
  let typed: (action: String, text: String)
  let error: AppError?

  var body: some HTML {
    let isTyped = typed.action == action.description
    form(.class("form"), .method(.post), .action(Site.appealsPath)) {
      input(.type("hidden"), .name("action"), .value(action.description))
      TextForm(
        labelText: "Why should this be undone?", name: "text", number: action.rawValue, typed: isTyped ? typed.text : "",
        error: isTyped ? error?.details["text"] : nil, longest: Appeal.textLengths.upperBound)
      div(.class("actions")) { Button { "Appeal" } }
    }
  }
}
