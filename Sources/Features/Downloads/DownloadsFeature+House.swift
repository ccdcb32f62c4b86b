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

  public static let destinations = [
    Destination("Releases", path: "/dashboard", icon: .releases, position: 90),
    Destination("Keys", path: DownloadPath.keys, icon: .admin, permission: .admin, position: 200),
  ]

  public static let memberTables: [MemberTable] = [
    .exported("download_events", in: "downloads"),
    .exported("review_submissions", in: "downloads"),
    .exported("keys", in: "downloads"),
    .erased("download_tokens", because: "a token is a secret, and good for a minute"),
  ]

  public static func migrations() throws(SQLError) -> [Migration] { try DownloadsMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(
      work: context.work, repositories: DownloadsRepositories(context.database),
      audit: AccountsRepositories(context.database).audit, tokenLifetime: context.config.downloadTokenLifetime)
  }

  public func routes(_ web: WebContext) throws -> [Route] {
    routes(site: web.site, file: Self.file(web), terms: try Self.terms(web.config))
  }

  /// A file on this machine goes before one elsewhere.
  private static func file(_ web: WebContext) -> (any ServedFile)? {
    let config = web.config
    if let path = config.downloadFile {
      if config.downloadFileURL != nil { web.log.warning("setting_without_effect", ["key": "DOWNLOAD_FILE_URL"]) }
      return ServedDiskFile(path: path, log: web.log)
    }
    return config.downloadFileURL.map { url in
      ServedRemoteFile(url: url, token: config.downloadFileToken?.text, fetcher: Fetcher(web.transfers), log: web.log)
    }
  }

  /// The operator's own terms of download, or those we ship.
  private static func terms(_ config: Config) throws -> TermsText {
    let own = "\(config.dataFolder)/terms.md"
    let path = FileManager.default.fileExists(atPath: own) ? own : "\(config.publicFolder)/terms.md"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ConfigError("NEOSPACE_PUBLIC", "has no readable terms.md, which members have to be shown before a download")
    }
    return TermsText(markdown: text)
  }

  public func jobs(_ config: Config) -> [Job] {
    [.inBites("erase_old_tokens", every: .seconds(3_600)) { try await downloads.eraseOld($0) }]
  }

  public var personalData: [PersonalData] { [PersonalData("downloads") { try await personal.export(of: $0) }] }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await personal.erase(scope, everythingOf: user) }
}
