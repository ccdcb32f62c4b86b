import Accounts
import Core
import Notices
import Relations
import SQL

/// Where scripts are kept, as the composition root hands it to `CodegroundFeature`.
public struct CodegroundRepositories: Sendable {
  let scripts: ScriptRepository
  let lists: ScriptListRepository
  let drafts: DraftRepository
  let history: DraftHistoryRepository
  let revisions: RevisionRepository
  let lineage: LineageRepository
  let personal: ScriptPersonalRepository
  let hands: HandRepository
  let watchers: WatcherRepository
  let proposals: ProposalRepository
  let notices: NoticeRepository
  let ranks: StaffRankRepository
  let places: PlaceRepository

  /// - Parameter notices: nil for one that knows the kinds of scripts alone.
  public init(_ database: Database, notices: NoticeRepository? = nil) {
    self.notices = notices ?? NoticeRepository(kinds: CodegroundFeature.noticeKinds + [ForkNotice()])
    ranks = StaffRankRepository(database)
    hands = HandRepository(database: database)
    watchers = WatcherRepository(database: database)
    proposals = ProposalRepository(database: database)
    scripts = ScriptRepository(database: database)
    lists = ScriptListRepository(database: database)
    drafts = DraftRepository(database: database)
    history = DraftHistoryRepository(database: database)
    revisions = RevisionRepository(database: database)
    lineage = LineageRepository(database: database)
    personal = ScriptPersonalRepository(database: database)
    places = PlaceRepository(database)
  }
}
