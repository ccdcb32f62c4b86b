import Core
import Design
import HTML

/// `/rooms/{name}/members`
struct RoomMembersView: HTML {
  let page: RoomMembersPage
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Members of #\(page.room)", visit, mainClass: "settings", styles: ["css/settings.css", "css/chat.css"]) {
      header(.class("page-head")) {
        h1 { "Members of #\(page.room)" }
        ButtonLink(ChatPath.room(page.room)) { "Back to the room" }
      }
      if let success = page.success { p(.class("saved"), .role("status")) { success } }
      if page.mayChoose {
        Card("Let somebody in") {
          form(.class("form"), .method(.post), .action(ChatPath.members(page.room))) {
            Field(
              "Username", name: "username", value: page.draft, error: page.problem, limit: 20, completion: "off",
              takesFocus: page.problem != nil)
            div(.class("actions")) { Button(.primary) { "Let in" } }
          }
        }
      }
      Card(page.people.count == 1 ? "1 member" : "\(page.people.count) members") {
        ul(.class("member-list"), .aria("label", "Members")) {
          for person in page.people { li { MemberRow(person: person, page: page) } }
        }
      }
      p { ButtonLink(ChatPath.leave(page.room)) { "Leave this room…" } }
    }
    .render(into: &buffer)
  }
}

private struct MemberRow: View {
  let person: RoomPerson
  let page: RoomMembersPage

  var body: some HTML {
    Avatar(person.id, name: person.displayName, color: person.color)
    p {
      a(.href(Site.profilePath(of: person.username)), .dir("auto")) { person.displayName }
      span(.class("handle")) { "@\(person.username)" }
      if person.isCreator { Badge("chooses the members", .sky) }
    }
    if page.mayChoose, person.id != page.viewer.id {
      form(.method(.post), .action(ChatPath.removeMember(page.room)), .class("actions")) {
        input(.type("hidden"), .name("username"), .value(person.username))
        if !person.isCreator {
          button(
            .class("button quiet"), .type("submit"), .formAction(ChatPath.handOn(page.room)),
            .aria("label", "Let \(person.displayName) choose the members")
          ) { "Hand on" }
        }
        button(.class("button"), .type("submit"), .aria("label", "Remove \(person.displayName)")) { "Remove" }
      }
    }
  }
}

/// `/rooms/{name}/leave`: what it means to leave a private room.
struct LeaveRoomView: HTML {
  let page: RoomMembersPage
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Leave #\(page.room)?", visit, mainClass: "settings", styles: ["css/settings.css", "css/chat.css"]) {
      header(.class("page-head")) { h1 { "Leave #\(page.room)?" } }
      Card("Before you go") {
        if page.people.count == 1 {
          p { "You are the last member. The room will be archived: it disappears with everything in it, and its name stays taken." }
        } else {
          p { "You see nothing of it any more. You come back only if you are invited." }
          if page.isCreator {
            p { "You choose its members. Hand that on first, so that somebody can let others in." }
            p { ButtonLink(ChatPath.members(page.room)) { "Choose who takes over" } }
          }
        }
        form(.class("actions"), .method(.post), .action(ChatPath.leave(page.room))) {
          Button(.danger) { "Leave" }
          ButtonLink(ChatPath.room(page.room)) { "Stay" }
        }
      }
    }
    .render(into: &buffer)
  }
}
