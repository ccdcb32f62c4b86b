import Core
import Design
import HTML

/// What a new member does first, on their own wall.
struct FirstSteps: View {
  let steps: [FirstStep]
  let username: String

  var body: some HTML {
    section(.class("card first-steps"), .aria("labelledby", "first-steps")) {
      h2(.id("first-steps")) { "First steps" }
      ul {
        for step in steps {
          li(.class("done", when: step.isDone)) {
            span(.class("tick"), .when(step.isDone, .role("img")), .when(step.isDone, .aria("label", "Done"))) { step.isDone ? "✓" : "" }
            a(.href(step.path)) { step.title }
          }
        }
      }
      form(.method(.post), .action(WallPath.hideFirstSteps(username))) { Button(.quiet) { "Hide" } }
    }
  }
}
