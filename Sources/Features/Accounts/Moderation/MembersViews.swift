import Core
import Design
import HTML

/// `/admin/users`
struct MembersPage: View {
  let visit: Visit
  let text: String
  let slice: DirectoryService.Slice

  var body: some HTML {
    StaffPage("Members", visit) {
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
