import Accounts
import Core
import Design
import HTML

/// `/admin/appeals`
struct AppealListPage: View {
  let slice: AppealSlice
  let filter: AppealFilter
  let isNewest: Bool
  var typed = ""
  var chosen = ""
  var error: AppError?
  let now: Timestamp
  let visit: Visit

  var body: some HTML {
    StaffPage("Appeals", visit, styles: ["css/care.css"]) {
      FormErrors(error, labels: ["decision": "Decision", "message": "Answer"])
      Tabs(
        "Which appeals", [("Open", CarePath.appeals(.open)), ("Closed", CarePath.appeals(.closed))], current: CarePath.appeals(filter))
      if slice.actions.isEmpty {
        EmptyState("No appeals", filter == .open ? "Nothing waits for a decision." : "No appeal has been decided yet.") {
          ButtonLink(CarePath.queue) { "To the reports" }
        }
      } else {
        for action in slice.actions {
          if let appeal = action.appeal {
            Card {
              ActionSummary(action: action, now: now, link: CarePath.action(action.id), namesStaff: true)
              p(.class("soft")) { "They write:" }
              p(.class("words"), .dir("auto")) { appeal.text }
              if appeal.status == .open {
                VerdictForm(appeal: appeal, typed: typed, chosen: chosen, error: error)
              } else {
                AppealOutcome(appeal: appeal)
              }
            }
          }
        }
        Pager(
          newer: isNewest ? nil : CarePath.appeals(filter), older: slice.next.map { CarePath.appeals(filter, before: $0) })
      }
    }
  }
}

/// Several of these stand on a page, so nothing in it has an id of its field's name.
private struct VerdictForm: View {
  let appeal: Appeal
  let typed: String
  let chosen: String
  let error: AppError?

  var body: some HTML {
    let problems = error?.details ?? [:]
    form(.class("form"), .method(.post), .action(CarePath.decide(appeal.id))) {
      fieldset(
        .class("choices"), .tabIndex(-1), .when(problems["decision"] != nil, .id(Field.id(of: "decision"))),
        .when(problems["decision"] != nil, .aria("describedby", "decision-\(appeal.id)"))
      ) {
        legend { "Decision" }
        for (value, name) in [("upheld", "Uphold"), ("overturned", "Overturn")] {
          label(.class("choice")) {
            input(.type("radio"), .name("decision"), .value(value), .checked(value == chosen), .required(true))
            name
          }
        }
        if let problem = problems["decision"] { p(.class("error"), .id("decision-\(appeal.id)")) { problem } }
      }
      TextForm(
        labelText: "Answer", name: "message", number: appeal.id.rawValue, typed: typed, error: problems["message"],
        longest: Appeal.answerLengths.upperBound)
      div(.class("actions")) { Button(.primary) { "Decide" } }
    }
  }
}

/// A text of several lines with its label, for pages that have several of the same name.
struct TextForm: View {
  let labelText: String
  let name: String
  let number: Int64
  let typed: String
  let error: String?
  let longest: Int

  var body: some HTML {
    // The alert above the form leads to the field that is wrong.
    let id = error == nil ? "\(name)-\(number)" : Field.id(of: name)
    div(.class("field"), .class("wrong", when: error != nil)) {
      div(.class("name")) { label(.htmlFor(id)) { labelText } }
      textarea(
        .class("input"), .id(id), .name(name), .rows(3), .required(true), .dir("auto"),
        .data("limit", longest), .when(error != nil, .aria("describedby", "error-\(name)-\(number)")),
        .when(error != nil, .aria("invalid", true))
      ) { typed }
      if let error { p(.class("error"), .id("error-\(name)-\(number)")) { error } }
    }
  }
}

/// What was decided.
struct AppealOutcome: View {
  let appeal: Appeal

  var body: some HTML {
    p {
      switch appeal.status {
      case .open: Badge("appealed", .sky)
      case .upheld: Badge("appeal upheld", .plain)
      case .overturned: Badge("appeal overturned", .acid)
      }
    }
    if let answer = appeal.answer { p(.class("words"), .dir("auto")) { answer } }
  }
}

/// The form of a banned member again, after it was refused.
struct BanAppealPage: View {
  let token: String
  let typed: String
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    PlainPage("Appeal", visit) {
      Card {
        h1 { "Appeal" }
        FormErrors(error, labels: ["text": "Why should this be undone?"])
        BanAppealForm(token: token, typed: typed, error: error?.details["text"])
      }
    }
  }
}
