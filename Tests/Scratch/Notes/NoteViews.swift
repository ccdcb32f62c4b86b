import Core
import Design
import HTML

struct NotePage: HTML {
  let list: NoteList
  var text = ""
  var problem: String?
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Notes", visit) {
      h1 { "Notes" }
      if let problem { FormErrors(problem) }
      form(.class("form"), .method(.post), .action("/notes")) {
        Field("Text", name: "text", value: text, limit: .characters(Note.lengths.upperBound))
        Button(.primary) { "Add" }
      }
      ul(
        .data("objects", "note"), .data("place", "notes"), .data("epoch", list.head.epoch), .data("seq", list.head.sequence)
      ) {
        for note in list.notes { NoteFragment(note: note) }
      }
    }
    .render(into: &buffer)
  }
}

struct NoteFragment: View {
  let note: Note

  var body: some HTML {
    li(.id("note-\(note.id)"), .data("seq", note.sequence), .data("order", PlaceObject.newestFirst(note.id.rawValue)), .dir("auto")) {
      note.text
    }
  }
}

extension Note {
  /// Rendered once for all sockets.
  var fragment: [UInt8] { NoteFragment(note: self).rendered() }
}
