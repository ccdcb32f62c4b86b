import Core
import Design
import HTML
import Relations

/// `/song`: the stories that the caller sees.
struct StoryListPage: View {
  let request: StoryListRequest
  let slice: StorySlice
  let visit: Visit

  private var mayWrite: Bool { visit.viewer?.permissions.contains(.editSong) ?? false }

  var body: some HTML {
    ShellPage("The Song", visit, mainClass: "song", styles: SongPages.styles) {
      SongHead(kind: .stories, isMine: request.isMine, visit: visit)
      if slice.stories.isEmpty {
        EmptyState("No stories yet", "A story begins with one verse. Others can follow it, and lead on to more.") {
          if mayWrite { ButtonLink(SongPath.newStory, .primary) { "Start a story" } }
        }
      } else {
        ul(.class("story-list"), .aria("label", "Stories")) { for story in slice.stories { StoryRow(story: story) } }
        Pager(newer: nil, older: slice.next.map { SongPath.list(before: $0, mine: request.isMine) })
      }
    }
  }
}

private struct StoryRow: View {
  let story: Story

  var body: some HTML {
    li(.class("card story-row")) {
      h2(.dir("auto")) { a(.href(SongPath.story(story.id))) { story.title } }
      if !story.details.blurb.isEmpty { p(.dir("auto")) { story.details.blurb } }
      p(.class("soft")) {
        "Kept by "
        a(.href(Site.profilePath(of: story.keeper.username)), .dir("auto")) { story.keeper.displayName }
        if story.details.visibility == .private {
          " "
          Badge("Private", .plain)
        }
      }
    }
  }
}

/// The form for a new story as it is shown.
struct NewStoryForm: Sendable {
  var title = ""
  var blurb = ""
  var visibility = StoryVisibility.private.rawValue
  var writing = StoryWriting.named.rawValue
  var canon = StoryCanon.open.rawValue
  var requestID: String
  var error: AppError?
}

/// `/song/stories/new`.
struct NewStoryPage: View {
  let form: NewStoryForm
  let visit: Visit

  var body: some HTML {
    ShellPage("New story", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1 { "New story" }
        ButtonLink(SongPath.list) { "The Song" }
      }
      FormErrors(form.error, labels: StoryFields.labels)
      section(.class("card")) {
        HTML::form(.class("form"), .method(.post), .action(SongPath.newStory), .aria("label", "New story")) {
          Closable(visit) {
            input(.type("hidden"), .name("request_id"), .value(form.requestID))
            StoryFields(
              title: form.title, blurb: form.blurb, visibility: form.visibility, writing: form.writing, canon: form.canon, error: form.error
            )
            Button(.primary) { "Start the story" }
          }
        }
      }
    }
  }
}

/// What a new story and its settings have in common.
struct StoryFields: View {
  let title: String
  let blurb: String
  let visibility: String
  let writing: String
  let canon: String
  let error: AppError?

  static let labels: KeyValuePairs<String, String> = [
    "title": "Title", "blurb": "Blurb", "visibility": "Who may read", "writing": "Who may write", "canon": "How text becomes canon",
    "unmet": "Choices that are not open", "vote_hours": "Hours of a vote", "variables": "Variables", "root": "First verse",
    "username": "Username",
  ]

  var body: some HTML {
    Field("Title", name: "title", value: title, error: error?.details["title"], limit: .characters(StoryRules.titles.upperBound))
    Field(
      "Blurb", name: "blurb", .lines(3), value: blurb, help: "What it is about, in a few words.", error: error?.details["blurb"],
      limit: .characters(StoryRules.longestBlurb), isOptional: true)
    Field(
      "Who may read", name: "visibility", .choice(StoryVisibility.allCases.map { Field.Option($0.rawValue, $0.label) }), value: visibility,
      error: error?.details["visibility"])
    Field(
      "Who may write", name: "writing", .choice(StoryWriting.allCases.map { Field.Option($0.rawValue, $0.label) }), value: writing,
      error: error?.details["writing"])
    Field(
      "How text becomes canon", name: "canon", .choice(StoryCanon.allCases.map { Field.Option($0.rawValue, $0.label) }), value: canon,
      error: error?.details["canon"])
  }
}
