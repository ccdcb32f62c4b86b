import Core
import SQL

/// Where members stand with the release, as the object `release` of their place `me`. It exists from the member's first step on.
struct ReleaseObjectRepository: PlaceObjects {
  private let standings: ReleaseStandingRepository

  init(standings: ReleaseStandingRepository) { self.standings = standings }

  var kind: PlaceKind { .me }

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await changed(in: place, after: 0, limit: 1, for: viewer, at: snapshot)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    let standing = try await standings.standing(of: UserID(place.number), at: snapshot)
    return standing.sequence > sequence ? [standing.object] : []
  }
}
