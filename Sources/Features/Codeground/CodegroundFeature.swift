import Chat
import Core
import Design
import Notices
import Relations
import Telemetry
import Walls
import Web

/// Scripts, as the composition root builds them.
public struct CodegroundFeature: Sendable {
  public let scripts: ScriptService
  public let drafts: DraftService
  public let revisions: RevisionService
  public let forks: ForkService
  public let runs: RunService
  public let hands: HandService
  public let proposals: ProposalService
  public let disabling: DisablingService
  let removal: ScriptRemoval
  let rooms: RoomService
  let personal: PersonalScriptService
  let transfers: ScriptTransferService
  let presence: PresenceTeller
  let rows: CodegroundRepositories

  /// - Parameters:
  ///   - rooms: what lists the rooms to post in.
  ///   - messages: what posts in rooms.
  ///   - modules: what pins to walls.
  ///   - removals: what writes down that staff disabled a revision.
  ///   - publicFolder: has what an exported script needs to run.
  ///   - node: the name of this process among the nodes.
  public init(
    work: UnitOfWork, repositories rows: CodegroundRepositories, rooms: RoomService, messages: MessageService, modules: ModuleService,
    removals: StaffRemovals = StaffRemovals(),
    publicFolder: String, allowsHTML: Bool = true, node: String, now: @escaping @Sendable () -> Timestamp, log: Logger
  ) {
    self.rows = rows
    self.rooms = rooms
    let access = ScriptAccess(scripts: rows.scripts)
    let publicity = ScriptPublicity(scripts: rows.scripts, publicity: ScriptPublicityRepository())
    let proposalNotices = ProposalNotices(proposals: rows.proposals, notices: rows.notices)
    let forkNotices = ForkNotices(lineage: rows.lineage, notices: rows.notices)
    scripts = ScriptService(
      work: work, access: access, scripts: rows.scripts, lists: rows.lists, drafts: rows.drafts, revisions: rows.revisions,
      lineage: rows.lineage, places: rows.places, publicity: publicity, forks: forkNotices, proposals: proposalNotices,
      allowsHTML: allowsHTML)
    drafts = DraftService(work: work, access: access, scripts: rows.scripts, drafts: rows.drafts, history: rows.history)
    revisions = RevisionService(
      work: work, access: access, scripts: rows.scripts, drafts: rows.drafts, history: rows.history, revisions: rows.revisions,
      publicity: publicity, posts: ScriptPosts(messages: messages, modules: modules), proposals: proposalNotices, forks: forkNotices)
    hands = HandService(work: work, access: access, drafts: rows.drafts, hands: rows.hands, notices: rows.notices)
    proposals = ProposalService(
      work: work, access: access, scripts: rows.scripts, drafts: rows.drafts, history: rows.history, revisions: rows.revisions,
      proposals: rows.proposals, notices: rows.notices)
    let withdrawal = RevisionDisabling(
      scripts: rows.scripts, revisions: rows.revisions, proposals: proposalNotices, forks: forkNotices, publicity: publicity,
      disabled: DisabledRevisionRepository())
    removal = ScriptRemoval(revisions: rows.revisions, disabling: withdrawal)
    disabling = DisablingService(
      work: work, revisions: rows.revisions, disabling: withdrawal, ranks: rows.ranks, removals: removals)
    forks = ForkService(access: access, scripts: scripts, revisions: rows.revisions, lineage: rows.lineage)
    runs = RunService(revisions: revisions, drafts: drafts, allowsHTML: allowsHTML)
    let folder = ScriptFolder(personal: rows.personal, offline: OfflineFiles(folder: publicFolder))
    let arrivals = ScriptArrivals(
      scripts: rows.scripts, drafts: rows.drafts, revisions: rows.revisions, lineage: rows.lineage, allowsHTML: allowsHTML)
    personal = PersonalScriptService(
      work: work, personal: rows.personal, publicity: publicity, scripts: rows.scripts, folder: folder, arrivals: arrivals)
    presence = PresenceTeller(
      presence: PresenceService(work: work, drafts: rows.drafts, watchers: rows.watchers, node: node), now: now, log: log)
    transfers = ScriptTransferService(
      work: work, access: access, scripts: rows.scripts, personal: rows.personal, folder: folder, arrivals: arrivals)
  }
}
