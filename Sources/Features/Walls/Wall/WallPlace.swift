import Core
import Relations

/// The places `wall:<username>`, for whoever may see the wall.
struct WallPlace: PlaceSource {
  let profiles: ProfileRepository

  /// A former name leads here as long as it is kept, even shortly after its time: nobody else has it then.
  private static let always = Timestamp(microseconds: 0)

  var kind: PlaceKind { .wall }
  var permission: Permission? { .readWall }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard member.permissions.contains(.readWall), !name.isEmpty,
      let profile = try await profiles.visible(name, to: member.id, at: Self.always)
    else { return nil }
    return Place(.wall(profile.owner.id), named: Self.name(of: profile.owner.username))
  }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] { try await profiles.ended(among: viewers) }

  /// Nobody gets a change from after the wall was hidden from them.
  var checksEachChange: Bool { true }

  func places(of member: UserID) -> [PlaceID] { [.wall(member)] }

  func names(of places: [PlaceID]) async throws -> [PlaceID: String] {
    try await profiles.usernames(of: places.map { UserID($0.number) }).reduce(into: [:]) { names, user in
      names[.wall(user.key)] = Self.name(of: user.value)
    }
  }

  private static func name(of username: String) -> String { "\(PlaceKind.wall):\(username)" }
}
