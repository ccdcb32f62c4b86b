import Core
import Design
import HTML

/// `/rooms/{room}/cats`.
struct RoomCatsPage: View {
  let view: RoomCatsView
  var isSaved = false
  var problem: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("Cats in #\(view.room)", visit, mainClass: "settings", styles: ["css/settings.css", "css/cats.css"]) {
      header(.class("page-head")) {
        h1 { "Cats in #\(view.room)" }
        ButtonLink(CatPath.talk(view.room)) { "Back to the room" }
      }
      if isSaved { p(.class("saved"), .role("status")) { "Saved" } }
      FormErrors(problem, labels: ["mode": "Voice", "cats": "Which cats"])
      if view.mayChange {
        form(.class("card form"), .method(.post), .action(CatPath.room(view.room))) {
          CatCheck(text: "Cats may talk here", name: "on", isOn: view.settings.isOn)
          p(.class("help")) { "A cat says a line now and then: at most one in five minutes, and twelve a day." }
          VoiceField(mode: view.settings.mode)
          CatChoices(heading: "Which cats", name: "cats", chosen: view.settings.cats)
          div(.class("actions")) { Button(.primary) { "Save" } }
        }
      } else {
        p { view.settings.isOn ? "Cats talk here now and then." : "No cat talks here. Who made the room, and moderators, can let them in." }
      }
    }
  }
}
