import Core
import Design
import Relations

/// Where the lobby leads.
enum LobbyPath {
  static let lobby = "/lobby"

  static func wall(_ person: LobbyPerson) -> String { Site.profilePath(of: person.user.username) }
  static func room(_ name: String) -> String { Link("rooms", name).text }
}
