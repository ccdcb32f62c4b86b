import Core
import Design
import HTML

/// Tells the author of a message who is named in it and is not in the room, and offers to invite them. A script shows the same after posting.
struct AbsentPeople: View {
  let page: MessagePage

  var body: some HTML {
    ul(.class("absent"), .id("absent"), .aria("label", "Not in this room")) {
      for person in page.absent {
        li {
          p { "@\(person.username) is not in this room." }
          if page.room.kind != .private {
            ButtonLink(Site.newConversationPath(to: person.username)) { "Invite @\(person.username)" }
          } else if page.mayInvite {
            form(.method(.post), .action(ChatPath.members(page.room.name))) {
              input(.type("hidden"), .name("username"), .value(person.username))
              Button { "Invite @\(person.username)" }
            }
          } else {
            ButtonLink(ChatPath.members(page.room.name)) { "Who may invite?" }
          }
        }
      }
    }
  }
}
