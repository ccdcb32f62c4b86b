import Core
import Design
import HTML
import Relations

/// `/@{username}/guestbook`: one slice of a guestbook, and the form to write in it.
struct GuestbookPage: View {
  let page: EntryPage
  let isFirst: Bool
  /// What was typed and refused, with the reason.
  var typed = ""
  var problem: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("Guestbook of \(page.profile.owner.displayName)", visit, mainClass: "settings", styles: ["css/settings.css", "css/wall.css"])
    {
      header(.class("page-head")) {
        h1(.dir("auto")) { "Guestbook of \(page.profile.owner.displayName)" }
        ButtonLink(WallPath.wall(page.profile.owner.username)) { "To the wall" }
      }
      FormErrors(problem, labels: ["text": "Text"])
      div(.class("wall card"), .data("can", page.rights.words(for: visit.viewer))) {
        SignForm(username: page.profile.owner.username, typed: typed, problem: problem?.details["text"])
        ol(.class("entries")) {
          for entry in page.entries {
            if let shown = entry.shown { EntryFragment(entry: entry, shown: shown) }
          }
        }
        p(.class("nothing")) { isFirst ? "Be the first to sign" : "No older entries" }
      }
      if let next = page.next {
        nav(.class("pager"), .aria("label", "Pages")) {
          a(.class("button"), .href(WallPath.guestbook(page.profile.owner.username, before: next)), .rel("next")) { "Older entries" }
        }
      }
    }
  }
}

/// Where members write. Guests see the way to sign in instead: the style sheet shows what the page's viewer may do.
struct SignForm: View {
  let username: String
  var typed = ""
  var problem: String?

  var body: some HTML {
    form(.class("sign"), .method(.post), .action(WallPath.guestbook(username)), .data("action", "sign")) {
      Closable {
        Field(
          "Write in the guestbook", name: "text", .lines(2), value: typed, error: problem,
          limit: .characters(GuestbookEntry.textLengths.upperBound))
        Button(.primary) { "Sign" }
      }
    }
    p(.class("guests")) {
      a(.href(Link("login", query: ["next": WallPath.wall(username)]).text)) { "Sign in to write" }
    }
  }
}
