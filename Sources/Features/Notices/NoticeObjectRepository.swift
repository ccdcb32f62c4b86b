import Core

/// Notifications as objects of their recipient's place `me`.
struct NoticeObjectRepository: PlaceObjects {
  let reading: NoticeReadingRepository

  var kind: PlaceKind { .me }

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await reading.page(of: UserID(place.number), before: nil, limit: NoticePage.standardLimit, at: snapshot).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await reading.changed(of: UserID(place.number), after: sequence, limit: limit, at: snapshot).map(\.object)
  }
}
