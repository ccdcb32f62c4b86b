import Chat
import Composition
import Core
import SQL
import Subjects
import Web

/// Finding what members may see, as the composition root builds it.
public struct SearchFeature: Feature {
  public static let name = "search"

  let search: SearchService

  public init(_ context: FeatureContext) {
    self.init(
      database: context.database, online: context.online, kinds: context.subjectKinds,
      conversations: context.feature(ChatFeature.self).texts)
  }

  public init(
    database: Database, online: OnlineMembers = OnlineMembers(), kinds: [any SubjectKind], conversations: ConversationTextRepository
  ) {
    search = SearchService(
      search: SearchRepository(database), targets: SearchTargetRepository(database: database, online: online), kinds: kinds,
      conversations: conversations)
  }

  public func routes(_ web: WebContext) -> [Route] {
    SearchRoutes(search: search).routes + SearchPageRoutes(search: search, site: web.site).routes
  }
}
