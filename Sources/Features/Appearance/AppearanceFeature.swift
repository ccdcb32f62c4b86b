import Composition
import Web

/// How pages look, chosen in the browser and kept there. It keeps nothing on the server.
public struct AppearanceFeature: Feature {
  public static let name = "appearance"

  public init(_ context: FeatureContext) {}

  public func routes(_ web: WebContext) -> [Route] { AppearanceRoutes(site: web.site).routes }
}
