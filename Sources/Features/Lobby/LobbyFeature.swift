import Composition
import Core
import Design
import SQL
import Web

/// A page that shows who is online, and in which room. It keeps nothing in the database.
public struct LobbyFeature: Feature {
  public static let name = "lobby"
  public static let destinations = [Destination("Lobby", path: LobbyPath.lobby, icon: .home, permission: .readRoom, position: 25)]

  private let lobby: LobbyService
  private let teller: LobbyTeller

  public init(_ context: FeatureContext) {
    let people = LobbyRepository(database: context.database)
    lobby = LobbyService(people: people, online: context.online)
    teller = LobbyTeller(people: people, online: context.online, log: context.log)
  }

  public func routes(_ web: WebContext) -> [Route] { LobbyRoutes(lobby: lobby, site: web.site).routes }

  public var places: [any PlaceSource] { [LobbyPlace(teller: teller)] }

  public func jobs(_ config: Config) -> [Job] {
    [Job("tell_lobby", restartingAfter: .seconds(1), onlyTells: true) { try await teller.run($0) }]
  }
}
