import Accounts
import Care
import Chat
import Composition
import Core
import Design
import Mail
import Notices
import SQL
import Telemetry
import Web

/// What staff and operators see of the server: the overview and the checks.
public struct OperationsFeature: Feature {
  public static let name = "operations"
  public static let noticeKinds: [any NoticeKind] = [SystemNotice()]

  private let overview: OverviewService
  private let rooms: RoomService
  public let settings: SiteSettingsService
  private let figures: FigureService
  /// Tells administrators of trouble, for what the server does by itself.
  public let alarms: AlarmService
  private let dataFolder: String

  public static func migrations() throws(SQLError) -> [Migration] { try OperationsMigrations.all() }

  public init(_ context: FeatureContext) {
    figures = FigureService(
      rows: FigureRepository(database: context.database), work: context.work, figures: context.figures, online: context.online)
    // A server starts with the schema it needs.
    let (rows, records) = (OperationsRepository(context.database), BackupRecordRepository(context.database))
    let site = SiteRepository(context.database)
    let checks = CheckService(context.config, rows, records, site, figures: context.figures, missingSteps: { 0 })
    let care = context.feature(CareFeature.self)
    overview = OverviewService(
      context.config, rows, records, online: context.online, figures: context.figures, cases: care.cases, appeals: care.appeals,
      letters: context.feature(MailFeature.self).letters, checks: checks)
    alarms = AlarmService(
      context.config, work: context.work, rows: AlarmRepository(), notices: context.feature(NoticesFeature.self).notices,
      mail: context.mail, site: context.site)
    dataFolder = context.config[ServerSettings.dataFolder]
    rooms = context.feature(ChatFeature.self).rooms
    settings = SiteSettingsService(
      work: context.work, rows: site, site: context.site, audit: AuditRepository(context.database),
      log: PublicLogRepository(context.database))
  }

  public func routes(_ web: WebContext) -> [Route] {
    OverviewRoutes(overview: overview, site: web.site).routes + SiteSettingsRoutes(settings: settings, site: web.site).routes
      + FrontPageRoutes(rooms: rooms, site: web.site).routes + FigureRoutes(figures: figures, site: web.site).routes
  }

  public func addMetrics(to metrics: Metrics) {
    metrics.gauges("neospace_mode", help: "1 for the mode of the site, 0 for the others.", label: "mode") { [site = settings.site] in
      let mode = site.gate.mode
      return SiteMode.allCases.map { ($0.rawValue, $0 == mode ? 1 : 0) }
    }
    metrics.gauge("neospace_disk_free_bytes", help: "Bytes free on the disk of the data folder; NaN if that is unknown.") { [dataFolder] in
      DiskSpace(of: dataFolder).map { Double($0.free) } ?? .nan
    }
  }

  public func jobs(_ config: Config) -> [Job] {
    [
      Job("keep_figures", every: FigureService.turn, runsBeforeStop: true) { try await figures.takeNote($0) },
      Job("watch_disk", every: AlarmService.turn, start: .atOnce) { try await alarms.watchDisk($0) },
    ]
  }
}
