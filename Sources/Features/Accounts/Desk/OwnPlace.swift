import Core

/// The place `me`: a member's own desk. Only the member watches it; features put objects there.
struct OwnPlace: PlaceSource {
  let views: OwnViews

  var kind: PlaceKind { .me }

  func find(_ name: String, for member: Member) async throws -> Place? {
    name.isEmpty ? Place(.me(member.id), named: "me") : nil
  }

  /// A member's right to their own desk ends with their sessions, and those end the sockets.
  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    viewers.filter { $0.place != .me($0.user) }.map { EndedView($0, because: .gone) }
  }

  func viewBegan(of place: PlaceID) { views.began(UserID(place.number)) }
}
