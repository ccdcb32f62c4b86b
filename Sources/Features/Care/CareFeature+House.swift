import Accounts
import Composition
import Core
import Design
import Media
import Notices
import SQL
import Telemetry
import Web

/// What care brings to the server.
extension CareFeature: Feature {
  public static let name = "care"
  public static let settings: [any AnySetting] = [Limit.report]

  public static let memberTables: [MemberTable] = [
    .exported("reports", in: "reports"),
    .kept("cases", because: "it says what staff looked at; the account is anonymous by then, and the texts are erased"),
    .exported("actions", in: "standing"),
    .exported("appeals", in: "standing"),
    .kept("case_notes", because: "staff wrote it about a case; the account is anonymous by then"),
  ]

  public static var noticeKinds: [any NoticeKind] {
    [CaseOpenedNotice(), ReportResolvedNotice(), ModerationNotice(), AppealOpenedNotice(), AppealDecidedNotice()]
  }

  public static func standing(_ config: Config) -> (any MemberStanding)? { StandingRows(tokens: AppealTokens(config)) }

  public static func migrations() throws(SQLError) -> [Migration] { try CareMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work, repositories: CareRepositories(context.database, notices: context.feature(NoticesFeature.self).notices),
      moderation: context.feature(AccountsFeature.self).moderation, media: context.feature(MediaFeature.self).media,
      reportables: context.features.flatMap(\.reportables),
      tokens: AppealTokens(context.config))
    context.removals.attach(actions)
  }

  public func routes(_ web: WebContext) -> [Route] { routes(site: web.site) }

  public func jobs(_ config: Config) -> [Job] {
    [
      .inBites("erase_old_snapshots", every: .seconds(3_600)) { try await cases.eraseOld($0) },
      Job("sum_up_open_cases", every: .seconds(3_600)) { try await cases.sumUp($0) },
      .inBites("remove_what_the_banned_made", every: .seconds(1)) { try await bans.work($0) },
      .inBites("forget_removed_by_bans", every: .seconds(3_600)) { try await bans.forgetOld($0) },
      .inBites("end_mutes_and_bans", every: .seconds(2)) { try await actions.endOld($0) },
    ]
  }

  public func addMetrics(to metrics: Metrics) {
    metrics.gauge("neospace_open_cases", help: "Open cases; NaN if the database does not answer.") { [cases] in
      Double(try await cases.openCount())
    }
  }

  public var personalData: [PersonalData] {
    [
      PersonalData("reports") { try await personal.export(of: $0) }, PersonalData("standing") { try await personal.standing(of: $0) },
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await personal.erase(scope, everythingOf: user) }
}

extension AppealTokens {
  fileprivate init(_ config: Config) { self.init(secret: config[ServerSettings.secretKey].bytes) }
}
