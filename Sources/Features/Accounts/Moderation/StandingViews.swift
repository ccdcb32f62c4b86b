import Core
import Design
import HTML

/// What staff do about a member. Each form leads to the page of what was done.
struct StandingForms: View {
  let file: MemberFile

  var body: some HTML {
    let user = file.user
    if let mute = file.exceptions.first(where: { $0.permission == .postMessage && $0.effect == .deny }) {
      Card("Muted") {
        p {
          if let end = mute.endsAt {
            "Until "
            LocalMoment(end)
            "."
          } else {
            "Until the denial below is removed."
          }
        }
        if let action = file.muteAction { LiftForm(action: action, name: "Lift the mute") }
      }
    }
    if let action = file.banAction {
      Card("Banned") { LiftForm(action: action, name: "Lift the ban") }
    }
    Card("Warn") { ActForm(action: "warn", user: user.username, durations: [], name: "Warn") }
    Card("Mute") {
      ActForm(
        action: "mute", user: user.username, durations: [.init("10", "10 minutes"), .init("60", "an hour")] + Self.long, name: "Mute")
    }
    Card("Ban") { ActForm(action: "ban", user: user.username, durations: [.init("", "Until it is lifted")] + Self.long, name: "Ban") }
  }

  private static let long: [Field.Option] = [.init("1440", "a day"), .init("10080", "a week"), .init("43200", "30 days")]
}

/// One thing to do to a member, with the reason and what they are told.
private struct ActForm: View {
  let action: String
  let user: String
  let durations: [Field.Option]
  let name: String

  var body: some HTML {
    // A ban is asked for once more, on a page of its own.
    form(
      .class("form"), .method(.post), .action(action == "ban" ? Site.adminActionsPath + "/ask" : Site.adminActionsPath),
      .aria("label", name)
    ) {
      input(.type("hidden"), .name("action"), .value(action))
      input(.type("hidden"), .name("username"), .value(user))
      Labelled("Reason", id: "\(action)-reason") {
        select(.class("input"), .id("\(action)-reason"), .name("reason")) {
          for reason in ActionReasons.options { option(.value(reason.value)) { reason.name } }
        }
      }
      if !durations.isEmpty {
        Labelled("For", id: "\(action)-minutes") {
          select(.class("input"), .id("\(action)-minutes"), .name("minutes")) {
            for choice in durations { option(.value(choice.value)) { choice.name } }
          }
        }
      }
      Labelled("Message to them", id: "\(action)-message") {
        textarea(
          .class("input"), .id("\(action)-message"), .name("message"), .rows(2), .required(true), .dir("auto"), .data("limit", 1_000))
      }
      div(.class("actions")) { Button(action == "ban" ? .danger : .plain) { name } }
    }
  }
}

private struct LiftForm: View {
  let action: Int64
  let name: String

  var body: some HTML {
    form(.class("form"), .method(.post), .action(Site.undoPath(of: action)), .aria("label", name)) {
      Labelled("Message to them", id: "undo-\(action)") {
        textarea(.class("input"), .id("undo-\(action)"), .name("message"), .rows(2), .required(true), .dir("auto"), .data("limit", 1_000))
      }
      div(.class("actions")) { Button { "Lift" } }
    }
  }
}

/// A control with its label, for pages with several of the same.
private struct Labelled<Content: HTML>: View {
  let text: String
  let id: String
  let content: Content

  init(_ text: String, id: String, @HTMLBuilder content: () -> Content) {
    self.text = text
    self.id = id
    self.content = content()
  }

  var body: some HTML {
    div(.class("field")) {
      label(.htmlFor(id)) { text }
      content
    }
  }
}

/// Why staff act, for forms that the feature Care reads.
enum ActionReasons {
  static let options: [Field.Option] = [
    "spam", "harassment", "hate", "sexual", "violence", "self_harm", "illegal", "privacy", "impersonation", "other",
  ].map { .init($0, $0 == "self_harm" ? "self-harm" : $0) }
}
