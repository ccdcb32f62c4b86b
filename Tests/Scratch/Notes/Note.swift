import Core
import JSON

enum NoteEntity: Sendable {}
typealias NoteID = Identifier<NoteEntity>

struct Note: Sendable {
  static let lengths = 1...500

  let id: NoteID
  let text: String
  /// Of its last change, in the place `notes` of its owner.
  let sequence: Int64

  var object: PlaceObject {
    PlaceObject("note", id.rawValue, sequence: sequence, order: PlaceObject.newestFirst(id.rawValue), html: fragment) { json in
      json.field("text", text)
    }
  }
}

struct NoteList: Sendable {
  let notes: [Note]
  let head: PlaceHead
}

extension PlaceKind {
  static let notes = PlaceKind("notes")
}
