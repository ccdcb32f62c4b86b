import Core
import JSON

/// The one object of type `desk` in a member's place `me`: what concerns the member on every page.
///
/// Nothing can be unread or hidden yet, so it never changes and has the sequence 0.
struct DeskObjects: PlaceObjects {
  var kind: PlaceKind { .me }

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    let desk = PlaceObject("desk", place.number, sequence: 0) { json in
      json.field("unread_notifications", 0)
      json.key("hidden")
      json.array { _ in }
    }
    return [desk]
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] { [] }
}
