import Core

/// The places `wall:<username>`, for whoever may see the wall.
struct WallPlace: PlaceSource {
  let profiles: ProfileRepository

  /// A former name leads here as long as it is kept, even shortly after its time: nobody else has it then.
  private static let always = Timestamp(microseconds: 0)

  var kind: PlaceKind { .wall }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard member.permissions.contains(.readWall), !name.isEmpty,
      let profile = try await profiles.visible(name, to: member.id, at: Self.always)
    else { return nil }
    return Place(.wall(profile.owner.id), named: profile.owner.username)
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    let admitted = try await profiles.admitted(among: viewers)
    return viewers.filter { !admitted.contains($0) }.map { EndedView($0, because: .private) }
  }
}
