import Composition
import Core
import SQL
import Telemetry
import Transfer
import Web

/// Letters to members: kept until they are sent, and shown to administrators.
public struct MailFeature: Feature {
  public static let name = "mail"
  public static let settings: [any AnySetting] = [Limit.mailTest]

  /// How long it is told what became of a letter.
  private static let keeping = Duration.days(30)

  public let letters: LetterRepository
  private let context: FeatureContext

  public static func migrations() throws(SQLError) -> [Migration] { try MailMigrations.all() }

  public init(_ context: FeatureContext) {
    letters = LetterRepository(context.database)
    self.context = context
  }

  public func routes(_ web: WebContext) throws -> [Route] {
    let service = MailService(
      rows: letters, work: context.work, mailer: try Mailer(web.config, through: web.transfers), from: web.config[ServerSettings.smtpFrom],
      publicURL: web.config[ServerSettings.publicURL].description, random: context.random)
    return MailRoutes(mail: service, site: web.site).routes
  }

  public func jobs(_ config: Config) -> [Job] {
    [
      .inBites("forget_old_letters", every: .seconds(3_600)) { scope in
        try await context.work.transaction { try await letters.removeOld(before: scope.now - Self.keeping, in: $0) }
      }
    ]
  }
}

extension Mailer {
  /// Nil where the configuration names no mail server.
  public init?(_ config: Config, through transfers: TransferLoop) throws(ConfigError) {
    guard let url = config[ServerSettings.smtpURL] else { return nil }
    guard let server = MailServer(url.text) else { throw ConfigError(ServerSettings.smtpURL, "must name a host, and no path") }
    self.init(transfers, server: server, host: config[ServerSettings.publicURL].host)
  }
}
