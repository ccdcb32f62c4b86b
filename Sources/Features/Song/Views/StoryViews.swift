import Core
import Design
import HTML

/// `/song/stories/{id}`: a story with the list of its verses.
struct StoryPageView: View {
  let page: StoryPage
  /// The newest ones; nil for guests, who see none.
  let proposals: ProposalSlice?
  /// What the verses were searched for.
  let sought: String
  /// Whether the viewer, as staff, may remove the story.
  let isRemovable: Bool
  let error: AppError?
  let requestID: String
  let visit: Visit

  private var story: Story { page.seen.story }
  private var mayWrite: Bool { visit.viewer?.permissions.contains(.editSong) ?? false }

  var body: some HTML {
    ShellPage(story.title, visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { story.title }
        if mayWrite, page.seen.savesCanon { ButtonLink(SongPath.newVerse(story.id), .primary) { "New verse" } }
        if mayWrite, !page.seen.savesCanon {
          ButtonLink(SongPath.propose(story.id, from: story.details.root), .primary) { "Propose a branch" }
        }
      }
      nav(.class("actions"), .aria("label", "This story")) {
        ButtonLink(SongPath.story(story.id, .play), .primary) { "Read" }
        ButtonLink(SongPath.story(story.id, .map)) { "Map" }
        ButtonLink(SongPath.story(story.id, .check)) { "Check" }
        if visit.viewer != nil { ButtonLink(SongPath.story(story.id, .history)) { "History" } }
        if page.seen.isKeeper { ButtonLink(SongPath.story(story.id, .settings)) { "Settings" } }
        if mayWrite, isRemovable { ButtonLink(SongPath.story(story.id, .delete), .quiet) { "Delete the story" } }
        ButtonLink(SongPath.export(story.id, "html"), .quiet) { "Print" }
        ButtonLink(SongPath.export(story.id, "twee"), .quiet) { "Twee" }
        ButtonLink(SongPath.export(story.id, "json"), .quiet) { "JSON" }
        if mayWrite {
          form(.method(.post), .action(SongPath.story(story.id, .fork))) {
            Closable(visit) {
              input(.type("hidden"), .name("request_id"), .value(requestID))
              Button { "Fork" }
            }
          }
        }
        if visit.viewer != nil, !page.seen.isKeeper { ButtonLink(Site.reportPath("story", story.id.description), .quiet) { "Report" } }
      }
      div(
        .when(visit.viewer != nil, .data("place", "story:\(story.id)")), .data("epoch", page.head.epoch), .data("seq", page.head.sequence)
      ) {
        div(.data("objects", "story")) { StoryFragment(story: story) }
        form(.class("find-form"), .action(SongPath.story(story.id)), .role("search")) {
          Field(
            "Find in this story", name: "q", .search, value: sought, error: error?.details["q"], limit: 100, isOptional: true)
          Button { "Find" }
        }
        h2 { sought.isEmpty ? "Verses" : "Verses that hold “\(sought)”" }
        if page.verses.isEmpty, !sought.isEmpty { p(.class("soft")) { "No verse holds this." } }
        ul(.class("rows card verse-list"), .aria("label", "Verses"), .when(sought.isEmpty, .data("objects", "verse"))) {
          for verse in page.verses { VerseFragment(verse: verse) }
        }
        if let proposals, sought.isEmpty {
          h2(.class("proposals-title")) { "Proposals" }
          ul(.class("rows card verse-list proposals"), .aria("label", "Proposals"), .data("objects", "proposal")) {
            for proposal in proposals.proposals { ProposalFragment(proposal: proposal) }
          }
          if let next = proposals.next { Pager(newer: nil, older: SongPath.proposals(story.id, before: next)) }
        }
      }
    }
  }
}

/// `/song/stories/{id}/check`: what there is to mend.
struct CheckPage: View {
  let story: Story
  let verses: [Verse]
  let check: StoryCheck
  let visit: Visit

  var body: some HTML {
    ShellPage("Check", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1 { "Check" }
        ButtonLink(SongPath.story(story.id)) { "The story" }
      }
      p(.class("soft"), .dir("auto")) {
        let counts = check.counts
        let facts = [
          Self.counted(counts.verses, "verse"), Self.counted(counts.words, "word"), Self.counted(counts.choices, "choice"),
          Self.counted(counts.endings, "ending"),
        ]
        "\(story.title): \(facts.joined(separator: ", "))"
      }
      if check.problems.isEmpty {
        EmptyState("Nothing to mend", "Every verse can be reached, and every choice leads somewhere.") {}
      } else {
        div(.class("table-frame"), .tabIndex(0), .role("region"), .aria("label", "Problems")) {
          table(.class("card")) {
            thead {
              tr {
                th(.scope("col")) { "Verse" }
                th(.scope("col")) { "Kind" }
                th(.scope("col")) { "What to mend" }
              }
            }
            tbody {
              for problem in check.problems {
                tr {
                  td(.dir("auto")) { a(.href(path(of: problem))) { name(of: problem) } }
                  td { problem.kind.label }
                  td(.dir("auto")) { problem.text }
                }
              }
            }
          }
        }
      }
    }
  }

  private static func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

  private func path(of problem: StoryCheck.Problem) -> String { problem.verse.map { SongPath.verse($0) } ?? SongPath.story(story.id) }

  private func name(of problem: StoryCheck.Problem) -> String {
    problem.verse.flatMap { id in verses.first { $0.id == id }?.title } ?? "The whole story"
  }
}

extension StoryCheck.Kind {
  var label: String {
    switch self {
    case .deadEnd: "Dead end"
    case .empty: "Empty"
    case .never: "Never open"
    case .noExit: "No way out"
    case .stub: "Leads nowhere"
    case .unreachable: "Not reachable"
    case .unused: "Unused variable"
    }
  }
}

/// After something was deleted, with the way back.
struct SongUndoPage: View {
  let words: String
  let action: String
  let back: String
  let backName: String
  let visit: Visit

  var body: some HTML {
    ShellPage("Deleted", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) { h1 { "Deleted" } }
      div(.class("card notice"), .role("status")) {
        p(.dir("auto")) { words }
        form(.method(.post), .action(action)) { Closable(visit) { Button { "Undo" } } }
      }
      ButtonLink(back) { backName }
    }
  }
}
