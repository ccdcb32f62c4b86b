import Core
import Design
import HTML

/// `/moderation`
struct PublicLogPage: View {
  let slice: LogSlice
  let filter: LogFilter?
  let isNewest: Bool
  let visit: Visit

  var body: some HTML {
    ShellPage("Moderation log", visit, mainClass: "settings", styles: ["css/settings.css", "css/care.css"]) {
      header(.class("page-head")) { h1 { "Moderation log" } }
      p { "What moderators and administrators do here, without names. Every member can read it." }
      Tabs(
        "Which entries",
        [("All", CarePath.log(nil))] + LogFilter.allCases.map { ($0.label, CarePath.log($0)) },
        current: CarePath.log(filter))
      if slice.entries.isEmpty {
        EmptyState("No entries", "Nothing had to be done yet.") { ButtonLink("/") { "To the front page" } }
      } else {
        ul(.class("rows card")) {
          for entry in slice.entries { li { PublicLogRow(entry: entry) } }
        }
        Pager(newer: isNewest ? nil : CarePath.log(filter), older: slice.next.map { CarePath.log(filter, before: $0) })
      }
    }
  }
}

private struct PublicLogRow: View {
  let entry: LogEntry

  var body: some HTML {
    let moment = Moment(entry.at)
    div {
      p {
        b { entry.action == .setting ? "Setting of the \(entry.kind)" : "\(entry.action.label) of a \(entry.kind)" }
        if let reason = entry.reason { Badge(reason.label, .yellow) }
        if entry.undoneAt != nil { Badge("undone", .acid) }
        if let appeal = entry.appeal { Badge(appeal == .open ? "appealed" : "appeal \(appeal.rawValue)", .sky) }
      }
      if !entry.note.isEmpty { p(.class("words"), .dir("auto")) { entry.note } }
      p(.class("soft")) {
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
        ", by \(entry.by == "server" ? "the server" : entry.by == "admin" ? "an administrator" : "a moderator")"
        if let end = entry.endsAt {
          ", until "
          LocalMoment(end)
        }
      }
    }
  }
}
