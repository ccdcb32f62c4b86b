import Core
import Design
import HTML

/// `/admin/users/{id}`
struct MemberPage: View {
  let visit: Visit
  let file: MemberFile
  let viewer: Member
  let error: AppError?
  /// A link for a new password, shown only once.
  let link: String?

  private static let labels: KeyValuePairs = [
    "role": "Role", "effect": "What", "permission": "Permission", "days": "Days", "duration": "Duration",
  ]

  var body: some HTML {
    let user = file.user
    StaffPage("@\(user.username)", visit) {
      FormErrors(error, labels: Self.labels)
      if let link { ShownOnce(name: "Link for a new password. It works once, within 24 hours", text: link) }
      Card {
        p {
          b(.dir("auto")) { user.name }
          " "
          MemberBadges(user: user)
        }
        p(.class("soft")) {
          "\(user.email), here since \(Moment(user.createdAt).day), "
          file.sessions == 1 ? "1 open session" : "\(file.sessions) open sessions"
        }
      }
      PastCard(file: file)
      StandingForms(file: file)
      Card("Access") {
        div(.class("actions")) { act("sessions") { Button { "End all sessions" } } }
      }
      if viewer.permissions.contains(.admin) { AdminForms(file: file) }
    }
  }

  private func act<Content: HTML>(_ action: String, @HTMLBuilder content: () -> Content) -> some HTML {
    form(.method(.post), .action(AccountPath.member(file.user.id, action))) { content() }
  }
}

/// What there was about the member so far, and who signs in from the same place.
private struct PastCard: View {
  let file: MemberFile

  var body: some HTML {
    Card("History") {
      p {
        let history = file.history
        "Reports \(history.reportsAgainst), warnings \(history.warn), removals \(history.remove), mutes \(history.mute), bans \(history.ban)."
      }
      if let end = file.banEndsAt {
        p {
          "The ban ends "
          LocalMoment(end)
          "."
        }
      }
      if !file.sameAddress.isEmpty {
        h3 { "Signed in from the same address" }
        ul(.class("rows")) {
          for one in file.sameAddress {
            li {
              p {
                a(.href(AccountPath.members(matching: one.username, after: ""))) { "@\(one.username)" }
                ", last seen \(Moment(one.lastSeenAt).day)"
              }
            }
          }
        }
      }
    }
  }
}

/// What only administrators set: password, role, grants and denials.
private struct AdminForms: View {
  let file: MemberFile

  var body: some HTML {
    Card("Password") {
      p { "Make a link through which the member sets a new password, and hand it over." }
      form(.method(.post), .action(AccountPath.member(file.user.id, "recovery"))) { Button { "Make a password link" } }
    }
    Card("Role") {
      form(.class("form row"), .method(.post), .action(AccountPath.member(file.user.id, "role"))) {
        Field(
          "Role", name: "role", .choice([Role.member, .moderator, .admin].map { .init($0.rawValue, $0.rawValue) }),
          value: file.user.role.rawValue)
        Button { "Change" }
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
              Button { "Remove" }
            }
          }
        }
      }
      form(.class("form row"), .method(.post), .action(AccountPath.member(file.user.id, "exceptions"))) {
        Field("What", name: "effect", .choice([.init("deny", "may not"), .init("grant", "may")]))
        Field("Permission", name: "permission", .choice(Permission.allCases.map { .init($0.rawValue, $0.rawValue) }))
        Field("Days", name: "days", help: "1 to 365. Leave empty for no end.", isOptional: true)
        Button { "Set" }
      }
    }
  }
}
