import Core
import Design
import HTML
import JSON

/// `/song/stories/{id}/play`: one verse at a time, with what leads on from it.
struct PlayPage: View {
  let reading: ShownReading
  /// Of a bookmark, as it was typed.
  let name: String
  let error: AppError?
  let visit: Visit

  private var story: Story { reading.seen.story }
  private var isOwn: Bool { reading.link == nil && visit.viewer != nil }
  /// A reading of the member's own is kept, as long as anything is; others lead on by links.
  private var isKept: Bool { isOwn && !visit.isReadOnly }

  var body: some HTML {
    ShellPage(
      story.title, visit, mainClass: "song play", styles: SongPages.styles,
      modules: (isKept ? ["js/play.js"] : []) + ["js/player.js", "js/verse-voice.js", "js/verse-loop.js"]
    ) {
      header(.class("page-head")) {
        h1(.dir("auto")) { story.title }
        ButtonLink(SongPath.story(story.id), .quiet) { "The story" }
      }
      div(.id("reading"), .data("play", "")) {
        notices
        if let voice = reading.voice { VoiceOfVerse(voice: voice) }
        if let loop = reading.loop { LoopOfVerse(loop: loop) }
        article(.class("card verse")) {
          h2(.id("verse"), .tabIndex(-1), .dir("auto")) { reading.verse.title }
          if reading.verse.content.body.isEmpty {
            p(.class("soft")) { "Nothing is written here yet." }
          } else {
            div(.class("prose"), .dir("auto")) { RawHTML(reading.verse.content.html) }
          }
          if reading.verse.content.isEnding { p(.class("the-end")) { "The end" } }
        }
        choices
        if isKept { steps } else { ways }
        if reading.seen.isWriter, !reading.values.isEmpty { ValueTable(values: reading.values) }
      }
    }
  }

  @HTMLBuilder private var notices: some HTML {
    FormErrors(error, labels: ["step": "Step", "choice": "Choice", "action": "Action", "bookmark": "Bookmark", "name": "Name"])
    if reading.lost > 0 {
      p(.class("card notice"), .role("status")) {
        "The story was edited: \(reading.lost == 1 ? "your last step" : "your last \(reading.lost) steps") cannot be taken now."
      }
    }
    if let link = reading.link, link.from != nil { p(.class("soft")) { "A test of this story: nothing is kept." } }
    if isOwn, !isKept { p(.class("soft")) { "You can read on. Your steps are not kept while the site is read-only." } }
    if let link = reading.link, link.withProposals { p(.class("soft")) { "With open proposals." } }
  }

  @HTMLBuilder private var choices: some HTML {
    if reading.choices.isEmpty {
      if !reading.verse.content.isEnding { p(.class("soft")) { "This branch goes no further yet." } }
    } else if isKept {
      form(.method(.post), .action(SongPath.story(story.id, .play))) {
        Closable(visit) {
          input(.type("hidden"), .name("step"), .value("\(reading.step)"))
          input(.type("hidden"), .name("action"), .value("choose"))
          list
        }
      }
    } else {
      list
    }
  }

  private var list: some HTML {
    ol(.class("play-choices"), .aria("label", "Choices")) {
      for offered in reading.choices {
        li(.dir("auto")) {
          if !offered.isOpen {
            span(.class("play-choice locked")) {
              offered.choice.label
              span(.class("soft")) { " (locked)" }
            }
          } else if isKept {
            button(.class("play-choice"), .type("submit"), .name("choice"), .value(offered.choice.id.description)) { offered.choice.label }
          } else {
            a(.class("play-choice"), .href(path(after: offered.choice))) { offered.choice.label }
          }
        }
      }
    }
  }

  private func path(after choice: Choice) -> String {
    SongPath.play(story.id, along: link, ReadingPath(reading.path.steps + [choice.id]))
  }

  private var link: LinkedReading { reading.link ?? LinkedReading(path: ReadingPath()) }

  // MARK: Getting about

  /// For readings by link.
  private var ways: some HTML {
    nav(.class("actions"), .aria("label", "This reading")) {
      if reading.step > 0 {
        ButtonLink(SongPath.play(story.id, along: link, ReadingPath(Array(reading.path.steps.dropLast())))) { "Back" }
        ButtonLink(SongPath.play(story.id, along: link, ReadingPath())) { "Start again" }
      }
      if visit.viewer != nil { ButtonLink(SongPath.story(story.id, .play), .quiet) { "Your own reading" } }
    }
  }

  private var steps: some HTML {
    section(.class("reading-steps"), .aria("label", "Your reading")) {
      form(.class("actions"), .method(.post), .action(SongPath.story(story.id, .play))) {
        Closable(visit) {
          input(.type("hidden"), .name("step"), .value("\(reading.step)"))
          if reading.step > 0 {
            button(.class("button"), .type("submit"), .name("action"), .value("back")) { "Back" }
            button(.class("button"), .type("submit"), .name("action"), .value("restart")) { "Start again" }
          }
        }
      }
      if reading.bookmarks.count < Reading.mostBookmarks {
        form(.class("form bookmark-form"), .method(.post), .action(SongPath.story(story.id, .play))) {
          Closable(visit) {
            input(.type("hidden"), .name("step"), .value("\(reading.step)"))
            input(.type("hidden"), .name("action"), .value("bookmark"))
            Field(
              "Name of a bookmark", name: "name", value: name, error: error?.details["name"],
              limit: .characters(Reading.bookmarkNames.upperBound), completion: "off")
            Button { "Bookmark" }
          }
        }
      }
      if !reading.bookmarks.isEmpty {
        h3(.id("bookmarks")) { "Bookmarks" }
        ul(.class("rows card"), .aria("labelledby", "bookmarks")) {
          for bookmark in reading.bookmarks { BookmarkRow(bookmark: bookmark, reading: reading, visit: visit) }
        }
      }
    }
  }
}

private struct BookmarkRow: View {
  let bookmark: ShownReading.ShownBookmark
  let reading: ShownReading
  let visit: Visit

  var body: some HTML {
    li(.class("bookmark-row")) {
      p(.dir("auto")) {
        bookmark.name
        span(.class("soft")) { bookmark.step == 1 ? " after 1 step" : " after \(bookmark.step) steps" }
      }
      form(.class("actions"), .method(.post), .action(SongPath.story(reading.seen.story.id, .play))) {
        Closable(visit) {
          input(.type("hidden"), .name("step"), .value("\(reading.step)"))
          input(.type("hidden"), .name("bookmark"), .value("\(bookmark.id)"))
          button(
            .class("button"), .type("submit"), .name("action"), .value("return"), .aria("label", "Return to \(bookmark.name)")
          ) { "Return" }
          button(
            .class("button quiet"), .type("submit"), .name("action"), .value("forget"), .aria("label", "Forget \(bookmark.name)")
          ) { "Forget" }
        }
      }
    }
  }
}

/// What the variables hold, for those who write the story.
private struct ValueTable: View {
  let values: [(name: ShortName, value: StoryValue)]

  var body: some HTML {
    div(.class("table-frame"), .tabIndex(0), .role("region"), .aria("label", "Values")) {
      table(.class("card"), .aria("label", "Values")) {
        thead {
          tr {
            th(.scope("col")) { "Variable" }
            th(.scope("col")) { "Value" }
          }
        }
        tbody {
          for (name, value) in values {
            tr {
              td { name.description }
              td { value.text }
            }
          }
        }
      }
    }
  }
}
