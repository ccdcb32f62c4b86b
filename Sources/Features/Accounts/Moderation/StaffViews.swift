import Core
import Design
import HTML
import JSON

/// What the staff's pages have in common.
private struct StaffPage<Content: HTML>: View {
  private let heading: String
  private let visit: Visit
  private let content: Content

  init(_ heading: String, _ visit: Visit, @HTMLBuilder content: () -> Content) {
    self.heading = heading
    self.visit = visit
    self.content = content()
  }

  var body: some HTML {
    ShellPage(heading, visit, mainClass: "settings", styles: ["css/settings.css"]) {
      header(.class("page-head")) { h1 { heading } }
      Tabs(
        "Administration",
        [("Members", "/admin/users"), ("Invitations", "/admin/invites"), ("Rooms", "/admin/rooms")]
          + (visit.viewer?.permissions.contains(.admin) == true ? [("Log", "/admin/log")] : []),
        current: visit.path.hasPrefix("/admin/users") ? "/admin/users" : String(visit.path.prefix { $0 != "?" }))
      content
    }
  }
}

/// `/admin/users`
struct MembersPage: View {
  let visit: Visit
  let text: String
  let page: DirectoryService.Page

  var body: some HTML {
    StaffPage("Members", visit) {
      form(.class("form row"), .method(.get), .action("/admin/users"), .role("search")) {
        Field("Name or e-mail", name: "q", .search, value: text, help: "How a username begins, or a whole address.", isOptional: true)
        div(.class("actions")) { Button { "Search" } }
      }
      if page.members.isEmpty {
        EmptyState("Nobody", text.isEmpty ? "That was the last." : "No member is called that.") {
          ButtonLink("/admin/users") { "All members" }
        }
      } else {
        ul(.class("rows card")) {
          for user in page.members {
            li {
              div {
                a(.href(AccountPath.member(user.id))) { "@\(user.username)" }
                Standings(user: user)
                p(.class("soft")) {
                  bdi { user.name }
                  ", here since \(Moment(user.createdAt).day)"
                }
              }
            }
          }
        }
      }
      if let next = page.next {
        Pager(newer: nil, older: AccountPath.members(matching: text, after: next))
      }
    }
  }
}

/// Role and ban in a word each.
private struct Standings: View {
  let user: User

  private var role: Role { user.role }

  var body: some HTML {
    if role != .member { Badge(role.rawValue, .sky) }
    if user.isBanned { Badge("banned", .pink) }
  }
}

/// `/admin/users/{id}`
struct MemberPage: View {
  let visit: Visit
  let file: MemberFile
  let viewer: Member
  let error: AppError?
  /// A link for a new password, shown this once.
  let link: String?

  var body: some HTML {
    let user = file.user
    StaffPage("@\(user.username)", visit) {
      FormErrors(error.map { $0.details.isEmpty ? $0.message : $0.details.values.joined(separator: ", ") })
      if let link { ShownOnce(name: "Link for a new password, good once and for 24 hours", text: link) }
      Card {
        p {
          b(.dir("auto")) { user.name }
          " "
          Standings(user: user)
        }
        p(.class("soft")) {
          "\(user.email), here since \(Moment(user.createdAt).day), "
          file.sessions == 1 ? "1 open session" : "\(file.sessions) open sessions"
        }
      }
      Card("Posting") {
        if let mute = file.exceptions.first(where: { $0.permission == .postMessage && $0.effect == .deny }) {
          p { mute.endsAt.map { "Muted until \(Moment($0).day) \(Moment($0).time)." } ?? "Muted." }
          act("unmute") { Button { "Let them post again" } }
        }
        form(.class("form row"), .method(.post), .action(AccountPath.member(file.user.id, "mute"))) {
          Field(
            "Mute for", name: "minutes",
            .choice([
              .init("10", "10 minutes"), .init("60", "an hour"), .init("1440", "a day"), .init("10080", "a week"),
              .init("43200", "30 days"),
            ]))
          Button { "Mute" }
        }
      }
      Card("Access") {
        div(.class("actions")) {
          if user.isBanned {
            act("unban") { Button(.primary) { "Lift the ban" } }
          } else {
            act("ban") { Button(.danger) { "Ban" } }
          }
          act("sessions") { Button { "End all sessions" } }
        }
      }
      if viewer.permissions.contains(.admin) { AdminParts(file: file) }
    }
  }

  private func act<Content: HTML>(_ deed: String, @HTMLBuilder content: () -> Content) -> some HTML {
    form(.method(.post), .action(AccountPath.member(file.user.id, deed))) { content() }
  }
}

/// Password, role, grants and denials.
private struct AdminParts: View {
  let file: MemberFile

  var body: some HTML {
    Card("Password") {
      p { "A link with which they set a new one, for you to hand over." }
      form(.method(.post), .action(AccountPath.member(file.user.id, "recovery"))) { Button { "Make a password link" } }
    }
    Card("Role") {
      form(.class("form row"), .method(.post), .action(AccountPath.member(file.user.id, "role"))) {
        Field(
          "Role", name: "role", .choice([Role.member, .moderator, .admin].map { .init($0.rawValue, $0.rawValue) }),
          value: file.user.role.rawValue)
        Button { "Give" }
      }
    }
    Card("Grants and denials") {
      ul(.class("rows")) {
        for exception in file.exceptions {
          li {
            p {
              "\(exception.effect == .grant ? "may" : "may not") \(exception.permission.rawValue)"
              if let end = exception.endsAt { " until \(Moment(end).day)" }
            }
            form(.method(.post), .action(AccountPath.member(file.user.id, "exceptions", "end"))) {
              input(.type("hidden"), .name("permission"), .value(exception.permission.rawValue))
              input(.type("hidden"), .name("effect"), .value(exception.effect.rawValue))
              Button { "Take back" }
            }
          }
        }
      }
      form(.class("form row"), .method(.post), .action(AccountPath.member(file.user.id, "exceptions"))) {
        Field("What", name: "effect", .choice([.init("deny", "may not"), .init("grant", "may")]))
        Field("Permission", name: "permission", .choice(Permission.allCases.map { .init($0.rawValue, $0.rawValue) }))
        Field("Days", name: "days", help: "1 to 365; empty: until taken back.", isOptional: true)
        Button { "Set" }
      }
    }
  }
}

/// Something to copy now, because it is not kept.
private struct ShownOnce: View {
  let name: String
  let text: String

  var body: some HTML {
    section(.class("card once"), .role("status")) {
      p { b { name } }
      p { code(.class("secret"), .tabIndex(0)) { text } }
      p(.class("soft")) { "It is shown this once." }
    }
  }
}

/// `/admin/invites`
struct InvitesPage: View {
  let visit: Visit
  let invites: [Invite]
  let now: Timestamp
  let link: String?
  let error: AppError?

  var body: some HTML {
    StaffPage("Invitations", visit) {
      FormErrors(error.map(\.message), details: error?.details ?? [:], labels: ["uses": "How many people", "days": "Days"])
      if let link { ShownOnce(name: "The invitation", text: link) }
      Card("New invitation") {
        form(.class("form row"), .method(.post), .action("/admin/invites")) {
          Field("How many people", name: "uses", value: "1", help: "1 to 1000.", error: error?.details["uses"])
          Field("Days", name: "days", value: "7", help: "1 to 90.", error: error?.details["days"])
          Button(.primary) { "Make one" }
        }
      }
      if invites.isEmpty {
        EmptyState("No invitations yet", "A link lets so many people sign up, for so long.") {}
      } else {
        ul(.class("rows card")) {
          for invite in invites {
            li {
              div {
                p {
                  "\(invite.uses) of \(invite.maxUses) used "
                  if !invite.isOpen(at: now) { Badge(invite.revokedAt == nil ? "over" : "withdrawn", .plain) }
                }
                p(.class("soft")) {
                  "By \(invite.createdBy.map { "@\($0)" } ?? "someone who left"), until \(Moment(invite.expiresAt).day)"
                }
              }
              if invite.isOpen(at: now) {
                form(.method(.post), .action(AccountPath.revokeInvite(invite.id))) {
                  button(.class("button"), .type("submit"), .aria("label", "Withdraw invitation \(invite.id)")) { "Withdraw" }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// `/admin/log`
struct AuditPage: View {
  let visit: Visit
  let entries: [AuditEntry]
  let isNewest: Bool

  /// `{"role":"moderator"}` as `, role moderator`.
  private static func words(of details: String) -> String {
    let members = (try? JSONValue(parsing: Array(details.utf8)))?.object ?? [:]
    return members.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value.string ?? "\($0.value)")" }.joined()
  }

  var body: some HTML {
    StaffPage("Log", visit) {
      if entries.isEmpty {
        EmptyState("Nothing here", "What the staff do is written down here.") { ButtonLink("/admin/log") { "The newest entries" } }
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
                  Self.words(of: entry.details)
                }
              }
            }
          }
        }
        Pager(
          newer: isNewest ? nil : "/admin/log",
          older: entries.count == AuditRepository.pageSize ? AccountPath.log(before: entries[entries.count - 1].id) : nil)
      }
    }
  }
}
