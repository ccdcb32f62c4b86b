import Chat
import Composition
import Core
import Design
import Encoding
import Foundation
import Notices
import SQL
import Walls
import Web

/// What scripts bring to the server.
extension CodegroundFeature: Feature {
  public static let name = "codeground"
  public static let featureSwitch: FeatureSwitch? = .codeground
  public static let settings: [any AnySetting] = [
    CodegroundSettings.runsHTML, Limit.publishScript, Limit.forkScript, Limit.saveDraft, Limit.proposeScript,
  ]

  public static let destinations = [
    Destination("Codeground", path: CodegroundPath.list, icon: .codeground, permission: .readWall, position: 40)
  ]

  public static let memberTables: [MemberTable] = [
    .exported("scripts", in: "scripts"),
    .exported("script_drafts", in: "scripts"),
    .exported("script_history", in: "scripts"),
    .erased("script_contributors", because: "it says who is named as an author of the next revision"),
    .erased("script_hands", because: "it says who works on whose draft"),
    .exported("script_revisions", in: "scripts"),
    .exported("script_proposals", in: "scripts"),
    .erased("script_watchers", because: "it says who has an editor open"),
    .erased("script_authors", because: "it names the authors of others' revisions"),
  ]

  public static var workFinders: [any WorkFinder] { [ScriptWorkRows()] }
  public static var subjectKinds: [any SubjectKind] { [ScriptSubjectRows()] }
  public static var noticeKinds: [any NoticeKind] { [ProposalNotice(), HandNotice()] }
  public static var relationSteps: [any RelationStep] { [HandRelationRepository()] }
  public static var banSteps: [any BanStep] { [HandRelationRepository()] }

  public static func migrations() throws(SQLError) -> [Migration] { try CodegroundMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work,
      repositories: CodegroundRepositories(context.database, notices: context.feature(NoticesFeature.self).notices),
      rooms: context.feature(ChatFeature.self).rooms, messages: context.feature(ChatFeature.self).messages,
      modules: context.feature(WallsFeature.self).modules,
      removals: context.removals, publicFolder: context.config[ServerSettings.publicFolder],
      allowsHTML: context.config[CodegroundSettings.runsHTML], node: Hex.encode(context.random.bytes(8)), now: context.now,
      log: context.log)
  }

  public func routes(_ web: WebContext) -> [Route] {
    let folder = web.config[ServerSettings.publicFolder]
    let bootstrap = FileManager.default.contents(atPath: folder + "/run/lib/html-frame.js").map { Array($0) } ?? []
    return routes(site: web.site, bootstrap: bootstrap) + RunFileRoutes(folder).routes
  }

  public var places: [any PlaceSource] { [ScriptPlace(scripts: rows.scripts) { presence.welcome($0) }] }

  public var placeObjects: [any PlaceObjects] { [rows.scripts, rows.revisions, rows.drafts] }

  public var reportables: [any Reportable] { [ReportedScriptRows(removal: removal)] }

  public func jobs(_ config: Config) -> [Job] {
    [
      .inBites("erase_old_scripts", every: .seconds(3_600)) { try await scripts.eraseOld($0) },
      .inBites("withdraw_disabled_scripts", every: .seconds(3_600)) { try await disabling.withdrawOld($0) },
      .inBites("release_pens", every: .milliseconds(500)) { try await hands.releaseOverdue($0) },
      Job("tell_presence", restartingAfter: .seconds(1)) { try await presence.run($0) },
      .inBites("erase_old_drafts", every: .seconds(3_600)) { try await drafts.eraseOld($0) },
    ]
  }

  public var personalData: [PersonalData] {
    [
      PersonalData("scripts", arrival: PersonalArrival(.list) { try await personal.take($0, $1, $2) }) {
        try await personal.export(of: $0, to: $1)
      }
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await personal.erase(scope, everythingOf: user) }
}
