import Composition
import Core
import SQL
import Telemetry
import Web

/// What media bring to the server.
extension MediaFeature: Feature {
  public static let name = "media"
  public static let settings: [any AnySetting] = MediaSettings.all

  public static let memberTables: [MemberTable] = [
    .exported("media", in: "media"),
    .erased("media_usage", because: "it sums the rows of media"),
  ]

  public static func migrations() throws(SQLError) -> [Migration] { try MediaMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work, repositories: MediaRepositories(context.database, kinds: context.mediaUses),
      settings: Settings(
        quota: Int64(context.config[MediaSettings.quota]) << 20, folder: context.config[ServerSettings.dataFolder] + "/media",
        reserve: Int64(context.config[ServerSettings.diskReserve]) << 20),
      random: context.random, log: context.log)
  }

  public func routes(_ web: WebContext) -> [Route] { routes(site: web.site) }

  public var reportables: [any Reportable] { [ReportedMediaRows(served: rows.served, removal: MediaRemoval(media: rows.media))] }

  public func jobs(_ config: Config) -> [Job] {
    [Job("sweep_media", every: .seconds(3_600), start: .atOnce) { try await sweeps.sweep($0) }]
  }

  public var personalData: [PersonalData] {
    [
      PersonalData("media", arrival: PersonalArrival(.list) { try await personal.take($0, $1, $2) }) {
        try await personal.export(of: $0, to: $1)
      }
    ]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await sweeps.eraseEverything(scope, of: user) }

  public func addMetrics(to metrics: Metrics) {
    metrics.gauge("neospace_media_jobs", help: "Uploads that a worker reads, and those that wait") {
      let load = workshop.load
      return Double(load.running + load.waiting)
    }
  }
}
