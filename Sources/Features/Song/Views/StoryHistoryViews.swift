import Core
import Design
import HTML
import Relations

/// `/song/stories/{id}/history`: what was last saved in a story.
struct StoryHistoryPage: View {
  let story: Story
  let slice: SavesSlice
  let visit: Visit

  var body: some HTML {
    ShellPage("History", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { "History of \(story.title)" }
        ButtonLink(SongPath.story(story.id)) { "The story" }
      }
      ol(.class("rows card"), .aria("label", "Versions")) {
        for save in slice.saves { SaveRow(save: save) }
      }
      Pager(newer: nil, older: slice.next.map { SongPath.saves(story.id, before: $0) })
    }
  }
}

private struct SaveRow: View {
  let save: StorySave

  var body: some HTML {
    let moment = Moment(save.savedAt)
    li {
      div {
        p(.dir("auto")) { a(.href(SongPath.version(save.verse, save.version))) { "\(save.title), version \(save.version)" } }
        if !save.note.isEmpty { p(.class("note"), .dir("auto")) { save.note } }
      }
      p(.class("soft"), .dir("auto")) {
        "\(save.author?.displayName ?? "someone who left"), "
        time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
      }
    }
  }
}
