import Core
import Design
import HTML
import JSON

/// `/admin/log`
struct AuditPage: View {
  let visit: Visit
  let filter: AuditFilter
  let slice: AuditSlice
  /// Of the members whom entries are about.
  let names: [UserID: String]
  let isNewest: Bool

  var body: some HTML {
    StaffPage("Log", visit) {
      form(.class("form row"), .method(.get), .action(AccountPath.log), .role("search")) {
        Field("Who", name: "actor", value: filter.actor ?? "", help: "A username as it was then, or server.", isOptional: true)
        Field("What", name: "action", .choice(AuditActions.options(with: filter.action)), value: filter.action ?? "", isOptional: true)
        Field("About", name: "subject", value: filter.subject ?? "", help: "Such as user:7.", isOptional: true)
        div(.class("actions")) { Button { "Show" } }
      }
      if slice.entries.isEmpty {
        EmptyState("No entries", "Actions of the staff are listed here.") { ButtonLink(AccountPath.log) { "The newest entries" } }
      } else {
        ul(.class("rows card")) { for entry in slice.entries { AuditRow(entry: entry, names: names) } }
        Pager(
          newer: isNewest ? nil : AccountPath.log(filter, before: nil), older: slice.next.map { AccountPath.log(filter, before: $0) })
      }
    }
  }
}

private enum AuditActions {
  /// All actions, and the one that was asked for if it has no words.
  static func options(with asked: String?) -> [Field.Option] {
    let unknown = asked.flatMap { AuditWords.words(for: $0) == nil ? $0 : nil }
    return [.init("", "Anything")] + AuditWords.all.map { .init($0.action, $0.words) } + (unknown.map { [.init($0, $0)] } ?? [])
  }
}

private struct AuditRow: View {
  let entry: AuditEntry
  let names: [UserID: String]

  var body: some HTML {
    let subject = AuditSubject(entry.subject)
    li {
      div {
        p {
          b { AuditWords.words(for: entry.action) ?? entry.action }
          ": "
          if let link = subject.link { a(.href(link), .dir("auto")) { name(of: subject) } } else { name(of: subject) }
          ", by \(entry.isMembers ? "@\(entry.actor)" : entry.actor == "server" ? "the server" : "a \(entry.actor)")"
        }
        p(.class("soft")) {
          LocalMoment(entry.at)
          ", "
          code { entry.action }
          " "
          code { entry.subject }
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

  private func name(of subject: AuditSubject) -> String {
    if let user = subject.user { return names[user].map { "@\($0)" } ?? "somebody who left" }
    return subject.key.isEmpty ? "the \(subject.kind)" : "\(subject.kind) \(subject.key)"
  }
}
