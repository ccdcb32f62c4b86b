import Core
import Design
import HTML
import JSON

/// `/admin/log`
struct AuditPage: View {
  let visit: Visit
  let entries: [AuditEntry]
  let isNewest: Bool

  /// `{"role":"moderator"}` as `, role moderator`.
  private static func text(of details: String) -> String {
    let members = (try? JSONValue(parsing: Array(details.utf8)))?.object ?? [:]
    return members.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value.string ?? "\($0.value)")" }.joined()
  }

  var body: some HTML {
    StaffPage("Log", visit) {
      if entries.isEmpty {
        EmptyState("No entries", "Actions of the staff are listed here.") { ButtonLink(AccountPath.log) { "The newest entries" } }
      } else {
        ul(.class("rows card")) {
          for entry in entries {
            let moment = Moment(entry.at)
            li {
              div {
                p {
                  b { entry.action }
                  " \(entry.subject) by \(entry.actor)"
                }
                p(.class("soft")) {
                  time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
                  Self.text(of: entry.details)
                }
              }
            }
          }
        }
        Pager(
          newer: isNewest ? nil : AccountPath.log,
          older: entries.count == AuditRepository.sliceSize ? AccountPath.log(before: entries[entries.count - 1].id) : nil)
      }
    }
  }
}
