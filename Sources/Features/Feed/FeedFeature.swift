import Composition
import Core
import Design
import SQL
import Web

/// The things published by the people whom a member follows, in one list. It has no tables: features enter each thing in the ledger of
/// Subjects.
public struct FeedFeature: Feature {
  public static let name = "feed"
  public static let destinations = [Destination("Feed", path: FeedPath.feed, icon: .feed, permission: .readWall, position: 12)]

  public let feed: FeedService
  private let repository: FeedRepository

  public init(_ context: FeatureContext) { self.init(context.database, kinds: context.subjectKinds) }

  public init(_ database: Database, kinds: [any SubjectKind]) {
    repository = FeedRepository(database: database)
    feed = FeedService(feed: repository, kinds: kinds)
  }

  public func routes(_ web: WebContext) -> [Route] { routes(site: web.site) }
  public func routes(site: Site) -> [Route] { FeedRoutes(feed: feed, site: site).routes }

  public var places: [any PlaceSource] { [FeedPlace(feed: repository)] }
}
