import Core
import Design
import HTML

/// `/reports/new`: the form that reports a thing.
struct ReportFormPage: View {
  let target: ReportTarget
  let thing: ReportedThing
  let others: [String]
  let reason: String
  let note: String
  let error: AppError?
  let requestID: String
  let visit: Visit

  var body: some HTML {
    ShellPage("Report", visit, mainClass: "settings", styles: ["css/settings.css", "css/care.css"]) {
      header(.class("page-head")) {
        h1 { "Report" }
        if let link = thing.link { ButtonLink(link) { "Back" } }
      }
      FormErrors(error, labels: ["id": "What you report", "reason": "Why?", "note": "Anything to add", "messages": "Messages"])
      Card {
        p {
          b(.id("reported"), .dir("auto")) { thing.name }
        }
        if let text = thing.text, !text.isEmpty { SourceText(text: text) }
        p(.class("soft")) {
          "Moderators see this as it is now, even if it is changed or deleted later. Nobody else learns that you reported it. "
          a(.href(Site.rulesPath)) { "Read the rules" }
        }
        form(.class("form"), .method(.post), .action(CarePath.reports), .aria("describedby", "reported")) {
          input(.type("hidden"), .name("request_id"), .value(requestID))
          input(.type("hidden"), .name("kind"), .value(target.kind))
          input(.type("hidden"), .name("id"), .value(target.id))
          for other in others { input(.type("hidden"), .name("messages"), .value(other)) }
          ChoiceGroup.reasons("Why?", chosen: reason, error: error?.details["reason"])
          Field(
            "Anything to add", name: "note", .lines(4), value: note, help: "Needed if you chose “Something else”.",
            error: error?.details["note"], limit: .characters(ReportDraft.noteLengths.upperBound), isOptional: true)
          div(.class("actions")) {
            Button(.primary) { "Send report" }
            if let link = thing.link { ButtonLink(link) { "Cancel" } }
          }
        }
      }
    }
  }
}

/// `/reports`: what the member has reported.
struct ReportListPage: View {
  let slice: ReportSlice
  let isNewest: Bool
  let isSent: Bool
  let visit: Visit

  var body: some HTML {
    ShellPage("Your reports", visit, mainClass: "settings", styles: ["css/settings.css", "css/care.css"]) {
      header(.class("page-head")) { h1 { "Your reports" } }
      if isSent { p(.class("notice"), .role("status")) { "Thank you. A moderator will look at it." } }
      if slice.reports.isEmpty {
        EmptyState("No reports", "What you report is listed here, with whether a moderator has looked at it.") {
          ButtonLink("/") { "To the front page" }
        }
      } else {
        ul(.class("rows card")) {
          for report in slice.reports { li { ReportRow(report: report) } }
        }
        Pager(newer: isNewest ? nil : CarePath.reports, older: slice.next.map { CarePath.reports(before: $0) })
      }
    }
  }
}

private struct ReportRow: View {
  let report: Report

  var body: some HTML {
    let moment = Moment(report.createdAt)
    div {
      p {
        b { "\(report.kind) \(report.targetID)" }
        Badge(report.reason.label, .yellow)
        Badge(state, report.closedAt == nil ? .plain : .acid)
      }
      if !report.note.isEmpty { p(.dir("auto")) { report.note } }
      p(.class("soft")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
    }
  }

  private var state: String {
    switch report.outcome {
    case nil: "open"
    case .acted: "a moderator acted"
    case .dismissed: "nothing to be done"
    }
  }
}
