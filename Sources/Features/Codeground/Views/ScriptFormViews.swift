import Core
import Design
import HTML

/// The publish form as it is shown.
struct PublishForm: Sendable {
  var base: String
  var note = ""
  var alt = ""
  var visibility: String
  var isOnWall = false
  /// The rooms that are ticked.
  var rooms: [String] = []
  var requestID: String
  var error: AppError?
}

/// `/codeground/{id}/publish`.
struct PublishPage: View {
  let script: Script
  let form: PublishForm
  /// Where the member may post.
  let rooms: [String]
  let visit: Visit

  var body: some HTML {
    ShellPage("Publish", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1(.dir("auto")) { "Publish \(script.title)" }
        ButtonLink(CodegroundPath.part(script.id, .edit)) { "Back to the editor" }
      }
      PublishFields(script: script, form: form, rooms: rooms, visit: visit)
    }
  }
}

/// The form with what is wrong in it. The editor shows it in a dialog.
private struct PublishFields: View {
  let script: Script
  let form: PublishForm
  let rooms: [String]
  let visit: Visit

  var body: some HTML {
    div(.data("in-place", "publish")) {
      FormErrors(
        form.error,
        labels: [
          "note": "Note", "alt": "What it shows", "visibility": "Who may see it", "code": "Code", "wall": "Pin to my wall",
          "rooms": "Post in rooms",
        ])
      if let problem = form.error?.details["code"] { p(.class("error")) { "The code \(problem)." } }
      section(.class("card")) {
        HTML::form(.class("form"), .method(.post), .action(CodegroundPath.part(script.id, .publish)), .aria("label", "Publish")) {
          Closable(visit) {
            input(.type("hidden"), .name("request_id"), .value(form.requestID))
            input(.type("hidden"), .name("base_version"), .value(form.base))
            Field(
              "Note", name: "note", value: form.note, help: "What is new, for those who look at the revisions.",
              error: form.error?.details["note"], limit: .characters(Publication.longestNote), isOptional: true)
            Field(
              "What it shows", name: "alt", value: form.alt, help: "For people who cannot see or hear it.",
              error: form.error?.details["alt"], limit: .characters(Publication.longestAlt), isOptional: true)
            VisibilityField(value: form.visibility, error: form.error?.details["visibility"])
            div(.class("field"), .id(Field.id(of: "wall"))) {
              label(.class("choice")) {
                input(.type("checkbox"), .name("wall"), .value("true"), .checked(form.isOnWall))
                "Pin to my wall"
              }
              if let problem = form.error?.details["wall"] { p(.class("error")) { problem } }
            }
            PublishRooms(rooms: rooms, chosen: form.rooms, error: form.error?.details["rooms"])
            Button(.primary) { "Publish" }
          }
        }
      }
    }
  }
}

private struct PublishRooms: View {
  let rooms: [String]
  let chosen: [String]
  let error: String?

  var body: some HTML {
    if !rooms.isEmpty {
      fieldset(.class("choices"), .id(Field.id(of: "rooms"))) {
        legend { "Post in rooms" }
        div(.class("room-choices")) {
          for room in rooms {
            label(.class("choice")) {
              input(.type("checkbox"), .name("room"), .value(room), .checked(chosen.contains { $0.utf8.elementsEqual(room.utf8) }))
              "#\(room)"
            }
          }
        }
        p(.class("help")) { "At most \(Publication.mostRooms)." }
        if let error { p(.class("error")) { error } }
      }
    }
  }
}

struct VisibilityField: View {
  let value: String
  let error: String?

  var body: some HTML {
    fieldset(.class("choices"), .id(Field.id(of: "visibility"))) {
      legend { "Who may see it" }
      for choice in ScriptVisibility.allCases {
        label(.class("choice")) {
          input(.type("radio"), .name("visibility"), .value(choice.rawValue), .checked(choice.rawValue == value))
          choice.label
        }
      }
      if let error { p(.class("error")) { error } }
    }
  }
}

/// The form of a script's details as it is shown.
struct DetailsForm: Sendable {
  var title: String
  var summary: String
  var tags: String
  var visibility: String
  var error: AppError?
}

/// `/codeground/{id}/details`.
struct DetailsPage: View {
  let script: Script
  let form: DetailsForm
  let visit: Visit

  var body: some HTML {
    ShellPage("Details", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) {
        h1 { "Details" }
        ButtonLink(CodegroundPath.script(script.id)) { "The work" }
      }
      FormErrors(form.error, labels: ["title": "Title", "summary": "Summary", "tags": "Tags", "visibility": "Who may see it"])
      section(.class("card")) {
        HTML::form(.class("form"), .method(.post), .action(CodegroundPath.part(script.id, .details))) {
          Closable(visit) {
            Field(
              "Title", name: "title", value: form.title, error: form.error?.details["title"],
              limit: .characters(ScriptDetails.titleLengths.upperBound))
            Field(
              "Summary", name: "summary", .lines(3), value: form.summary, error: form.error?.details["summary"],
              limit: .characters(ScriptDetails.longestSummary), isOptional: true)
            Field(
              "Tags", name: "tags", value: form.tags, help: "Up to five, with blanks between them.", error: form.error?.details["tags"],
              isOptional: true)
            VisibilityField(value: form.visibility, error: form.error?.details["visibility"])
            Button(.primary) { "Save" }
          }
        }
      }
    }
  }
}

/// After a deletion.
struct DeletedScriptPage: View {
  let script: Script
  let visit: Visit

  var body: some HTML {
    ShellPage("Deleted", visit, mainClass: "codeground", styles: ScriptPages.styles) {
      header(.class("page-head")) { h1 { "Deleted" } }
      div(.class("card notice"), .role("status")) {
        p(.dir("auto")) { "\(script.title) is deleted. You can restore it for 30 days." }
        form(.method(.post), .action(CodegroundPath.part(script.id, .restore))) { Button { "Undo" } }
      }
      ButtonLink(CodegroundPath.own) { "My scripts" }
    }
  }
}
