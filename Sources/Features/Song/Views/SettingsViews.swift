import Core
import Design
import HTML
import Relations

/// The settings of a story as they are shown.
struct StorySettingsForm: Sendable {
  var base: String
  var title: String
  var blurb: String
  var visibility: String
  var writing: String
  var canon: String
  var unmet: String
  var voteHours: String
  var variables: String
  var root: String
  /// Of a writer who is to be named.
  var username = ""
  var error: AppError?
  var writerError: AppError?

  init(_ story: Story) {
    let details = story.details
    base = "\(story.version)"
    (title, blurb) = (details.title, details.blurb)
    (visibility, writing, canon) = (details.visibility.rawValue, details.writing.rawValue, details.canon.rawValue)
    (unmet, voteHours) = (details.unmet.rawValue, "\(details.voteHours)")
    (variables, root) = (VariableText.text(details.variables), details.root.description)
  }
}

/// `/song/stories/{id}/settings`.
struct StorySettingsPage: View {
  let story: Story
  let form: StorySettingsForm
  /// The living canon verses.
  let verses: [VerseName]
  let visit: Visit

  var body: some HTML {
    ShellPage("Settings", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1 { "Settings" }
        ButtonLink(SongPath.story(story.id)) { "The story" }
      }
      FormErrors(form.error ?? form.writerError, labels: StoryFields.labels)
      section(.class("card")) {
        HTML::form(.class("form"), .method(.post), .action(SongPath.story(story.id, .settings)), .aria("label", "Settings")) {
          Closable(visit) {
            input(.type("hidden"), .name("base_version"), .value(form.base))
            StoryFields(
              title: form.title, blurb: form.blurb, visibility: form.visibility, writing: form.writing, canon: form.canon, error: form.error
            )
            Field(
              "Choices that are not open", name: "unmet", .choice(StoryUnmet.allCases.map { Field.Option($0.rawValue, $0.label) }),
              value: form.unmet, error: form.error?.details["unmet"])
            Field(
              "Hours of a vote", name: "vote_hours", value: form.voteHours, help: "24 to 336.", error: form.error?.details["vote_hours"])
            Field(
              "Variables", name: "variables", .lines(4), value: form.variables,
              help: "One a line, such as gold number 0, door flag false, or sky word red: red blue.",
              error: form.error?.details["variables"], isOptional: true)
            Field(
              "First verse", name: "root", .choice(verses.map { Field.Option($0.id.description, $0.title) }), value: form.root,
              error: form.error?.details["root"])
            Button(.primary) { "Save settings" }
          }
        }
      }
      section(.class("card")) {
        h2(.id("writers")) { "Writers" }
        if story.writers.isEmpty { p(.class("soft")) { "Only you write this story." } }
        ul(.class("rows"), .aria("label", "Writers")) {
          for writer in story.writers {
            li {
              a(.href(Site.profilePath(of: writer.username)), .dir("auto")) { writer.displayName }
              HTML::form(.method(.post), .action(SongPath.removeWriter(story.id))) {
                Closable(visit) {
                  input(.type("hidden"), .name("username"), .value(writer.username))
                  button(.class("button"), .type("submit"), .aria("label", "Remove \(writer.displayName)")) { "Remove" }
                }
              }
            }
          }
        }
        HTML::form(.class("form"), .method(.post), .action(SongPath.addWriter(story.id)), .aria("label", "Name a writer")) {
          Closable(visit) {
            Field(
              "Username", name: "username", value: form.username, error: form.writerError?.details["username"], limit: 64, completion: "off"
            )
            Button { "Add" }
          }
        }
      }
      ButtonLink(SongPath.story(story.id, .delete), .quiet) { "Delete the story" }
    }
  }
}
