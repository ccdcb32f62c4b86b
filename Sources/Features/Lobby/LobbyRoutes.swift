import Core
import Design
import HTTP
import Web

/// `/lobby`.
struct LobbyRoutes: Sendable {
  let lobby: LobbyService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/lobby", .permission(.readRoom), "Who is online") { call in
        try call.refuseQuery()
        return .page(LobbyPage(list: try await lobby.people(call.scope), visit: Visit(site, call)))
      }
    ]
  }
}
