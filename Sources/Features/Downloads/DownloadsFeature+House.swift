import Accounts
import Composition
import Core
import Design
import Foundation
import SQL
import Telemetry
import Transfer
import Web

/// What gated downloads bring to the server.
extension DownloadsFeature: Feature {
  public static let name = "downloads"
  public static let featureSwitch: FeatureSwitch? = .downloads
  public static let settings = DownloadSettings.all

  public static let destinations = [
    Destination("Releases", path: "/dashboard", icon: .releases, position: 90),
    Destination("Keys", path: DownloadPath.keys, icon: .admin, permission: .admin, position: 200),
  ]

  public static func destinations(_ config: Config) -> [Destination] {
    let hasRelease = config[DownloadSettings.file] != nil || config[DownloadSettings.fileURL] != nil
    return hasRelease ? destinations : destinations.filter { $0.path != DownloadPath.dashboard }
  }

  public static let memberTables: [MemberTable] = [
    .exported("download_events", in: "downloads"),
    .exported("review_submissions", in: "downloads"),
    .exported("keys", in: "downloads"),
    .erased("release_changes", because: "it numbers what the others hold"),
    .erased("download_tokens", because: "a token is a secret, and good for a minute"),
  ]

  public static var subjectKinds: [any SubjectKind] { [ReleaseSubjectRows()] }

  public static func migrations() throws(SQLError) -> [Migration] { try DownloadsMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work, repositories: DownloadsRepositories(context.database),
      audit: AccountsRepositories(context.database).audit, tokenLifetime: context.config[DownloadSettings.tokenLifetime])
  }

  public func routes(_ web: WebContext) throws -> [Route] {
    routes(site: web.site, file: Self.file(web), terms: try Self.terms(web.config))
  }

  /// A file on this machine has precedence over a URL.
  private static func file(_ web: WebContext) -> (any ServedFile)? {
    let config = web.config
    if let path = config[DownloadSettings.file] {
      if config[DownloadSettings.fileURL] != nil {
        web.log.warning("setting_without_effect", ["key": DownloadSettings.fileURL.key])
      }
      return ServedDiskFile(path: path, log: web.log)
    }
    return config[DownloadSettings.fileURL].map { url in
      ServedRemoteFile(url: url, token: config[DownloadSettings.fileToken]?.text, fetcher: Fetcher(web.transfers), log: web.log)
    }
  }

  public static func check(_ config: Config) throws(ConfigError) { _ = try terms(config) }

  /// The operator's own terms, or the default.
  private static func terms(_ config: Config) throws(ConfigError) -> TermsText {
    let own = config[ServerSettings.dataFolder] + "/terms.md"
    let isOwn = FileManager.default.fileExists(atPath: own)
    guard let text = try? String(contentsOfFile: isOwn ? own : config[ServerSettings.publicFolder] + "/terms.md", encoding: .utf8) else {
      throw ConfigError(isOwn ? ServerSettings.dataFolder : ServerSettings.publicFolder, "has no terms.md this user can read")
    }
    return TermsText(markdown: text)
  }

  public var placeObjects: [any PlaceObjects] { [objects] }

  public func jobs(_ config: Config) -> [Job] {
    [.inBites("erase_old_tokens", every: .seconds(3_600)) { try await downloads.eraseOld($0) }]
  }

  public var personalData: [PersonalData] { [PersonalData("downloads") { try await personal.export(of: $0) }] }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await personal.erase(scope, everythingOf: user) }
}
