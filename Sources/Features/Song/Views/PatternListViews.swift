import Core
import Design
import HTML
import Relations

/// `/song?kind=patterns`: the patterns that the caller sees.
struct PatternListPage: View {
  let request: PatternListRequest
  let slice: PatternSlice
  let visit: Visit

  private var mayWrite: Bool { visit.viewer?.permissions.contains(.editSong) ?? false }

  var body: some HTML {
    ShellPage("The Song", visit, mainClass: "song", styles: SongPages.styles) {
      SongHead(kind: .patterns, isMine: request.isMine, visit: visit)
      if slice.patterns.isEmpty {
        EmptyState("No patterns yet", "A pattern is a loop of drums, bass and melodies. Verses can play it, and others can fork it.") {
          if mayWrite { ButtonLink(SongPath.newPattern, .primary) { "Start a pattern" } }
        }
      } else {
        ul(.class("story-list"), .aria("label", "Patterns")) { for pattern in slice.patterns { PatternRow(pattern: pattern) } }
        Pager(newer: nil, older: slice.next.map { SongPath.patterns(before: $0, mine: request.isMine) })
      }
    }
  }
}

private struct PatternRow: View {
  let pattern: Pattern

  var body: some HTML {
    li(.class("card story-row")) {
      h2(.dir("auto")) { a(.href(SongPath.pattern(pattern.id))) { pattern.title } }
      p(.class("soft")) {
        "By "
        a(.href(Site.profilePath(of: pattern.owner.username)), .dir("auto")) { pattern.owner.displayName }
        if pattern.visibility == .private {
          " "
          Badge("Private", .plain)
        }
      }
    }
  }
}

/// What `/song` lists.
enum SongKind: String, CaseIterable, Sendable { case stories, patterns }

/// The head of both lists of `/song`.
struct SongHead: View {
  let kind: SongKind
  let isMine: Bool
  let visit: Visit

  private var mayWrite: Bool { visit.viewer?.permissions.contains(.editSong) ?? false }

  var body: some HTML {
    header(.class("page-head")) {
      h1 { "The Song" }
      if mayWrite {
        div(.class("actions")) {
          ButtonLink(SongPath.newStory, kind == .stories ? .primary : .plain) { "New story" }
          ButtonLink(SongPath.newPattern, kind == .patterns ? .primary : .plain) { "New pattern" }
          ButtonLink(SongPath.importing) { "Import a story" }
        }
      }
    }
    nav(.class("tabs"), .aria("label", "Kinds")) {
      tab("Stories", SongPath.list, isOpen: kind == .stories && !isMine)
      tab("Patterns", SongPath.patterns(before: nil), isOpen: kind == .patterns && !isMine)
      if visit.viewer != nil {
        tab("My stories", SongPath.list(before: nil, mine: true), isOpen: kind == .stories && isMine)
        tab("My patterns", SongPath.patterns(before: nil, mine: true), isOpen: kind == .patterns && isMine)
      }
    }
  }

  private func tab(_ name: String, _ path: String, isOpen: Bool) -> some HTML {
    a(.href(path), .when(isOpen, .aria("current", "page"))) { name }
  }
}

/// `/song/patterns/new`.
struct NewPatternPage: View {
  let title: String
  let requestID: String
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("New pattern", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1 { "New pattern" }
        ButtonLink(SongPath.patterns(before: nil)) { "The Song" }
      }
      FormErrors(error, labels: ["title": "Title"])
      section(.class("card")) {
        form(.class("form"), .method(.post), .action(SongPath.newPattern), .aria("label", "New pattern")) {
          Closable(visit) {
            input(.type("hidden"), .name("request_id"), .value(requestID))
            Field(
              "Title", name: "title", value: title, error: error?.details["title"], limit: .characters(Pattern.titles.upperBound),
              completion: "off")
            p(.class("soft")) { "It begins as one silent page, and only you hear it until you say otherwise." }
            Button(.primary) { "Start the pattern" }
          }
        }
      }
    }
  }
}
