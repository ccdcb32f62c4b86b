import Core
import Design
import HTTP
import JSON
import Web

struct NoteRoutes: Sendable {
  let notes: NoteService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/notes", .signedIn, "The member's notes") { call in
        .page(200, NotePage(list: try await notes.list(call.scope), visit: Visit(site, call)))
      },
      .form(
        "/notes", .signedIn, "Make a note", limit: [.requests, .member(.makeNote)],
        request: .form(.required("text", .string(Note.lengths)))
      ) { fields in
        fields.text("text", Note.lengths)
      } submit: { call, text in
        _ = try await notes.make(call.scope, text)
        return .redirect(to: "/notes")
      } refuse: { call, form in
        .page(
          form.error.code.status,
          NotePage(
            list: try await notes.list(call.scope), text: form.typed("text"), problem: form.error.message, visit: Visit(site, call)))
      },
    ]
  }
}
