import Core
import Design
import HTML

/// `/admin/rooms`: finds a room by its whole name and asks once more before it is removed.
struct RoomRemovalView: HTML {
  /// What was typed; empty at first.
  let name: String
  /// The room of that name, if there is one.
  let room: Room?
  let problem: String?
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Remove a room", visit, mainClass: "settings", styles: ["css/settings.css"]) {
      header(.class("page-head")) {
        h1 { "Remove a room" }
        ButtonLink(ChatPath.rooms) { "All rooms" }
      }
      FormErrors(problem)
      form(.class("form row"), .method(.get), .action(ChatPath.removal), .role("search")) {
        Field(
          "Name of the room", name: "name", .search, value: name, help: "The whole name. Private rooms are found, too.", limit: 32,
          completion: "off")
        div(.class("actions")) { Button { "Find" } }
      }
      if let room {
        Card("#\(room.name)") {
          p { RoomKindBadge(kind: room.kind) }
          p { room.topic.isEmpty ? "No topic." : room.topic }
          p { room.memberCount == 1 ? "1 member." : "\(room.memberCount) members." }
          if RoomService.permanent.contains(room.name) {
            p { "Every community has this room: it cannot be removed." }
          } else {
            p {
              "The room disappears for everybody, staff included. Its members are told. Its name stays taken. The removal goes into the log."
            }
            form(.method(.post), .action(ChatPath.remove(room.name))) { Button(.danger) { "Remove #\(room.name)" } }
          }
        }
      }
    }
    .render(into: &buffer)
  }
}
