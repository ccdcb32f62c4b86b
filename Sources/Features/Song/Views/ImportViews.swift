import Core
import Design
import HTML

/// `/song/import`.
struct ImportPage: View {
  let error: AppError?
  let requestID: String
  let visit: Visit

  var body: some HTML {
    ShellPage("Import a story", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) {
        h1 { "Import a story" }
        ButtonLink(SongPath.list) { "The Song" }
      }
      FormErrors(error, labels: ["file": "File"])
      section(.class("card")) {
        form(
          .class("form"), .method(.post), .action(SongPath.importing), .enctype("multipart/form-data"), .aria("label", "Import a story")
        ) {
          Closable(visit) {
            input(.type("hidden"), .name("request_id"), .value(requestID))
            div(.class("field"), .class("wrong", when: error?.details["file"] != nil)) {
              label(.htmlFor(Field.id(of: "file"))) { "File" }
              p(.class("help"), .id("help-file")) { "A story from Twine as Twee 3, or one that was exported here as JSON. At most 2 MiB." }
              input(
                .class("input"), .id(Field.id(of: "file")), .name("file"), .type("file"), .required, .accept(".twee,.tw,.txt,.json"),
                .aria("describedby", "help-file"))
              if let problem = error?.details["file"] { p(.class("error")) { problem } }
            }
            Button(.primary) { "Import" }
          }
        }
      }
    }
  }
}

/// What was left out of a story that came in.
struct ImportedPage: View {
  let id: StoryID
  let title: String
  let warnings: [TweeReader.Warning]
  let visit: Visit

  var body: some HTML {
    ShellPage("Imported", visit, mainClass: "song", styles: SongPages.styles) {
      header(.class("page-head")) { h1 { "Imported" } }
      p(.dir("auto")) { "\(title) is yours now, and private. This is different from the file:" }
      ul(.class("rows card"), .aria("label", "Warnings")) {
        for warning in warnings { li { p(.dir("auto")) { "Line \(warning.line): \(warning.text)" } } }
      }
      ButtonLink(SongPath.story(id), .primary) { "Open the story" }
    }
  }
}
