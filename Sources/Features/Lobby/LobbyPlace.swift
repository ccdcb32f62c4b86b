import Core

extension PlaceKind {
  static let lobby = PlaceKind("lobby")
}

extension PlaceID {
  /// The lobby as one member sees it.
  static func lobby(of member: UserID) -> PlaceID { PlaceID(.lobby, member.rawValue) }
}

/// The place `lobby`: signals only. Each member has one of their own, as not everybody may see everybody.
struct LobbyPlace: PlaceSource {
  let teller: LobbyTeller

  var kind: PlaceKind { .lobby }
  var permission: Permission? { .readRoom }

  func find(_ name: String, for member: Member) async throws -> Place? {
    guard name.isEmpty, member.permissions.contains(.readRoom) else { return nil }
    return Place(.lobby(of: member.id), named: "lobby")
  }

  /// A member's right to look around ends with the permission and with their sessions.
  func ended(among viewers: [Viewer]) async throws -> [EndedView] {
    viewers.filter { $0.place != .lobby(of: $0.user) }.map { EndedView($0, because: .gone) }
  }

  func viewBegan(of place: PlaceID) { teller.welcome(UserID(place.number)) }
}
