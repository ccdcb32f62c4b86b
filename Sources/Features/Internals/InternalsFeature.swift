import Chat
import Composition
import Core
import Design
import Live
import Web

/// Shows members what the server knows of their connections, and lets their page compare its copy of a room with the server's.
public struct InternalsFeature: Feature {
  public static let name = "internals"

  private let internals: InternalsService

  public init(_ context: FeatureContext) {
    internals = InternalsService(
      history: context.feature(ChatFeature.self).history, sockets: context.sockets, figures: context.figures)
  }

  public func routes(_ web: WebContext) -> [Route] { InternalsRoutes(internals: internals, site: web.site).routes }

  public var socketMessages: [SocketMessage] { [InternalsSocket(internals: internals).inspect] }
}
