import Composition
import Core
import Design
import Notices
import Relations
import SQL
import Web

/// Following, blocking and muting people, and the lists of them.
public struct PeopleFeature: Feature {
  public static let name = "people"
  public static let settings: [any AnySetting] = [Limit.follow, Limit.block, Limit.hiddenStyles]

  public static let destinations = [
    Destination("People", path: RelationPath.directory, icon: .people, permission: .readWall, position: 15)
  ]

  public let people: PersonService
  public let follows: FollowService
  public let blocks: BlockService
  public let topEight: TopEightService
  public let directory: DirectoryService

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work, context.database, online: context.online, notices: context.feature(NoticesFeature.self).notices,
      relationSteps: context.relationSteps)
  }

  public init(
    work: UnitOfWork, _ database: Database, online: OnlineMembers = OnlineMembers(), notices: NoticeRepository,
    relationSteps: [any RelationStep]
  ) {
    let relations = RelationRepository(database)
    let rows = PersonRepository(database, online: online)
    let steps = RelationSteps(steps: relationSteps)
    people = PersonService(people: rows)
    topEight = TopEightService(work: work, rows: TopEightRepository(database: database), relations: relations, steps: steps)
    directory = DirectoryService(directory: DirectoryRepository(database: database, people: rows))
    let changes = RelationChanges(work: work, people: rows, relations: relations)
    follows = FollowService(changes: changes, relations: relations, steps: steps, notices: FollowNoticeRepository(notices))
    blocks = BlockService(changes: changes, relations: relations, steps: steps)
  }

  public func routes(_ web: WebContext) -> [Route] { routes(site: web.site) }

  public func routes(site: Site) -> [Route] {
    PeopleRoutes(people: people, follows: follows, blocks: blocks).routes
      + PeoplePageRoutes(people: people, follows: follows, blocks: blocks, site: site).routes
      + TopEightRoutes(topEight: topEight, site: site).routes
      + DirectoryRoutes(directory: directory, site: site).routes
  }
}
