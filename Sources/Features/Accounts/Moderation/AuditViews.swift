import Core
import Design
import HTML
import JSON

/// `/admin/log`
struct AuditPage: View {
  let visit: Visit
  let filter: AuditFilter
  let slice: AuditSlice
  let isNewest: Bool

  var body: some HTML {
    StaffPage("Log", visit) {
      form(.class("form row"), .method(.get), .action(AccountPath.log), .role("search")) {
        Field("Who", name: "actor", value: filter.actor ?? "", help: "A username as it was then, or server.", isOptional: true)
        Field("What", name: "action", value: filter.action ?? "", help: "Such as action.ban.", isOptional: true)
        Field("About", name: "subject", value: filter.subject ?? "", help: "Such as user:7.", isOptional: true)
        div(.class("actions")) { Button { "Show" } }
      }
      if slice.entries.isEmpty {
        EmptyState("No entries", "Actions of the staff are listed here.") { ButtonLink(AccountPath.log) { "The newest entries" } }
      } else {
        ul(.class("rows card")) { for entry in slice.entries { AuditRow(entry: entry) } }
        Pager(
          newer: isNewest ? nil : AccountPath.log(filter, before: nil), older: slice.next.map { AccountPath.log(filter, before: $0) })
      }
    }
  }
}

private struct AuditRow: View {
  let entry: AuditEntry

  var body: some HTML {
    let moment = Moment(entry.at)
    li {
      div {
        p {
          b { entry.action }
          " \(entry.subject) by \(entry.actor)"
        }
        p(.class("soft")) {
          time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
          entry.facts.map { ", \($0.name) \($0.value)" }.joined()
        }
        if !entry.address.isEmpty || !entry.requestID.isEmpty {
          p(.class("soft")) {
            [entry.address.isEmpty ? nil : "from \(entry.address)", entry.requestID.isEmpty ? nil : "request \(entry.requestID)"]
              .compactMap(\.self).joined(separator: ", ")
          }
        }
      }
    }
  }
}
