import Core

/// The place `notes`: a member's own notes, which only the member watches.
struct NotesPlace: PlaceSource {
  var kind: PlaceKind { .notes }

  func find(_ name: String, for member: Member) async throws -> Place? {
    name.isEmpty ? Place(PlaceID(.notes, member.id.rawValue), named: "notes") : nil
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    viewers.filter { $0.place.number != $0.user.rawValue }.map { EndedView($0, because: .gone) }
  }
}
