import Core
import JSON
import Live

struct NoteSocket: Sendable {
  let notes: NoteService

  var makeNote: SocketMessage {
    SocketMessage("make_note", .member, limit: .makeNote) { fields in
      fields.text("text", Note.lengths)
    } answer: { call, text in
      let note = try await notes.make(call.scope, text)
      var json = JSONWriter()
      json.object { $0.field("id", note.id.rawValue) }
      return .ack(json.bytes)
    }
  }
}
