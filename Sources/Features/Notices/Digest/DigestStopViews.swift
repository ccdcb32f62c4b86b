import Core
import Design
import HTML

/// `/digest/stop`.
struct StopDigestPage: View {
  let token: String
  let visit: Visit

  var body: some HTML {
    PlainPage("Stop these emails", visit) {
      Card {
        h1 { "Stop these emails" }
        p { "You will get no more emails about unread notifications." }
        form(.method(.post), .action(NoticePath.stop(token))) { Button(.primary) { "Stop" } }
      }
    }
  }
}

struct DigestStoppedPage: View {
  let visit: Visit

  var body: some HTML {
    PlainPage("Stopped", visit) {
      Card {
        h1 { "Stopped" }
        p { "You get no more emails about unread notifications." }
        p { a(.href(NoticePath.settings)) { "Settings" } }
      }
    }
  }
}
