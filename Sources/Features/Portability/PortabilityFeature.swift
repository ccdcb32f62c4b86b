import Accounts
import Composition
import Core
import Design
import SQL
import System
import Telemetry
import Web

/// Members' archives: all that is kept of a member in one ZIP, and such a ZIP of another place taken in. It stands above all features, and
/// knows only the parts that they bring.
public struct PortabilityFeature: Feature {
  public static let name = "portability"
  public static let settings: [any AnySetting] = PortabilitySettings.all

  public static let memberTables: [MemberTable] = [
    .erased("imports", because: "they say what became of archives that the member brought"),
    .erased("carried_parts", because: "the export has each of them as carried/<host>/<part>.json"),
  ]

  let exports: ExportService
  let imports: ImportService
  let importing: ImportWork

  public static func migrations() throws(SQLError) -> [Migration] { try PortabilityMigrations.all() }

  public init(_ context: FeatureContext) {
    let disk = BlockingThreads(4)
    let parts = context.features.flatMap(\.personalData)
    let origin = context.config[ServerSettings.publicURL].description
    let limit = Int64(context.config[PortabilitySettings.importMost]) << 20
    let carried = CarriedPartRepository(database: context.database)
    exports = ExportService(parts: parts, carried: carried, origin: origin, disk: disk)
    imports = ImportService(
      work: context.work, imports: ImportRepository(database: context.database), carried: carried,
      folder: context.config[ServerSettings.dataFolder] + "/imports", limit: limit,
      reserve: Int64(context.config[ServerSettings.diskReserve]) << 20, disk: disk, bell: Bell(), log: context.log)
    importing = ImportWork(
      service: imports, members: context.feature(AccountsFeature.self).members, parts: parts,
      carrying: PartCarrying(work: context.work, carried: carried, limit: limit), origin: origin,
      system: { Scope(caller: .system, requestID: "import", now: context.now(), random: context.random, outbox: Outbox()) },
      log: context.log)
  }

  public func routes(_ web: WebContext) -> [Route] {
    ExportRoutes(exports: exports).routes + ImportRoutes(imports: imports, site: web.site).routes
  }

  public func settingsSections(_ scope: Scope) async throws -> [SettingsSection] {
    [PortabilitySection.section(try await imports.newest(scope), limit: imports.limit)]
  }

  public func jobs(_ config: Config) -> [Job] {
    [Job("import_archives", restartingAfter: .seconds(5)) { try await importing.run($0) }]
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws { try await imports.erase(scope, everythingOf: user) }

  // MARK: Commands

  /// Writes the archive of the member who asks, piece by piece.
  public func export(_ scope: Scope, to send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
    try await exports.write(scope, to: send)
  }

  /// Takes in an archive for the member who asks, and returns when that is done: what became of it, line by line.
  public func take(_ scope: Scope, fileAt path: String) async throws -> [String] {
    let ended = try await importing.take(imports.begin(scope, fileAt: path), from: path) { _ in }
    return ended.lines
  }
}
