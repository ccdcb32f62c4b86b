import Core
import Design
import HTML

/// The lists of members.
private struct StandingTabs: View {
  let current: String

  var body: some HTML { Tabs("Members", Self.links, current: current) }

  private static let links: [(name: String, path: String)] =
    [("By name", AccountPath.members)]
    + MemberStandingFilter.allCases.map { (name: $0.label, path: AccountPath.members($0, before: nil)) }
}

extension MemberStandingFilter {
  fileprivate var label: String {
    switch self {
    case .new: "New"
    case .muted: "Muted"
    case .banned: "Banned"
    }
  }
}

/// `/admin/users?standing=`: a wave of spam is one form.
struct ChosenMembersPage: View {
  let visit: Visit
  let standing: MemberStandingFilter
  let members: [User]
  let next: UserID?

  var body: some HTML {
    StaffPage("Members", visit) {
      StandingTabs(current: AccountPath.members(standing, before: nil))
      if members.isEmpty {
        EmptyState("No members", Self.words(standing)) { ButtonLink(AccountPath.members) { "All members" } }
      } else {
        form(.class("form"), .method(.post), .action(Site.adminActionsPath + "/bulk/ask")) {
          input(.type("hidden"), .name("action"), .value("ban"))
          ul(.class("rows card")) { for user in members { ChosenRow(user: user) } }
          if standing != .banned {
            Card("Ban those who are ticked") {
              Field("Reason", name: "reason", .choice(ActionReasons.options), value: "spam")
              Field("Message to them", name: "message", .lines(2), limit: .characters(1_000))
              div(.class("actions")) { Button(.danger) { "Ban selected" } }
            }
          }
        }
        Pager(newer: nil, older: next.map { AccountPath.members(standing, before: $0.rawValue) })
      }
    }
  }

  private static func words(_ standing: MemberStandingFilter) -> String {
    switch standing {
    case .new: "Nobody has joined in the last 48 hours."
    case .muted: "Nobody is muted now."
    case .banned: "Nobody is banned now."
    }
  }
}

private struct ChosenRow: View {
  let user: User

  var body: some HTML {
    li {
      label(.class("choice")) {
        input(.type("checkbox"), .name("usernames"), .value(user.username), .aria("label", "@\(user.username)"))
      }
      div {
        a(.href(AccountPath.member(user.id))) { "@\(user.username)" }
        MemberBadges(user: user)
        p(.class("soft")) {
          bdi { user.name }
          ", here since \(Moment(user.createdAt).day)"
        }
      }
    }
  }
}

/// `/admin/users`
struct MembersPage: View {
  let visit: Visit
  let text: String
  let slice: DirectoryService.Slice

  var body: some HTML {
    StaffPage("Members", visit) {
      StandingTabs(current: AccountPath.members)
      form(.class("form row"), .method(.get), .action(AccountPath.members), .role("search")) {
        Field("Name or e-mail", name: "q", .search, value: text, help: "The beginning of a username, or a whole address.", isOptional: true)
        div(.class("actions")) { Button { "Search" } }
      }
      if slice.members.isEmpty {
        EmptyState("No members", text.isEmpty ? "There are no more members." : "No member matches.") {
          ButtonLink(AccountPath.members) { "All members" }
        }
      } else {
        ul(.class("rows card")) {
          for user in slice.members {
            li {
              div {
                a(.href(AccountPath.member(user.id))) { "@\(user.username)" }
                MemberBadges(user: user)
                p(.class("soft")) {
                  bdi { user.name }
                  ", here since \(Moment(user.createdAt).day)"
                }
              }
            }
          }
        }
      }
      if let next = slice.next {
        Pager(newer: nil, older: AccountPath.members(matching: text, after: next))
      }
    }
  }
}
