import Core
import Design
import HTML

/// `/admin/invites`
struct InvitesPage: View {
  let visit: Visit
  let invites: [Invite]
  let now: Timestamp
  let link: String?
  /// What was typed, or the defaults.
  let uses: String
  let days: String
  let error: AppError?

  var body: some HTML {
    StaffPage("Invitations", visit) {
      FormErrors(error, labels: ["uses": "How many people", "days": "Days"])
      if let link { ShownOnce(name: "The invitation", text: link) }
      Card("New invitation") {
        form(.class("form row"), .method(.post), .action(AccountPath.invites)) {
          Field("How many people", name: "uses", value: uses, help: "1 to 1000.", error: error?.details["uses"])
          Field("Days", name: "days", value: days, help: "1 to 90.", error: error?.details["days"])
          Button(.primary) { "Make invitation" }
        }
      }
      if invites.isEmpty {
        EmptyState("No invitations yet", "Through an invitation's link, people can sign up.") {}
      } else {
        ul(.class("rows card")) {
          for invite in invites {
            li {
              div {
                p {
                  "\(invite.uses) of \(invite.maxUses) used "
                  if !invite.isOpen(at: now) { Badge(invite.revokedAt == nil ? "used up or expired" : "withdrawn", .plain) }
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
