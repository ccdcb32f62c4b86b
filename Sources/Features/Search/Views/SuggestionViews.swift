import Core
import Design
import HTML

/// Options for the palette.
struct SuggestionsView: View {
  let suggestions: Suggestions

  var body: some HTML {
    ul {
      for person in suggestions.people {
        Suggestion(
          name: "\(person.user.displayName) @\(person.user.username)", path: person.link,
          kind: "person")
      }
      for room in suggestions.rooms {
        Suggestion(name: "#\(room)", path: Site.roomPath(room), kind: "room")
      }
    }
  }
}

private struct Suggestion: View {
  let name: String
  let path: String
  let kind: String

  var body: some HTML {
    li(.role("none"), .data("suggested")) {
      a(.href(path), .role("option"), .id("suggested-" + path), .tabIndex(-1)) {
        span(.dir("auto")) { name }
        span(.class("kind"), .aria("hidden", "true")) { kind }
      }
    }
  }
}
