import SQL

/// Where the settings of the site are kept.
public struct SiteRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  public func version() async throws -> Int64 { try await database.value("SELECT version FROM site_settings") ?? 1 }

  public func settings() async throws -> SiteSettings { try await database.first(Self.row) ?? SiteSettings() }

  /// Locked until the transaction ends.
  public func locked(in transaction: Transaction) async throws -> SiteSettings {
    try await transaction.first("\(Self.row) \(sqlite: "", postgres: "FOR UPDATE")") ?? SiteSettings()
  }

  /// - Precondition: they are locked.
  public func save(_ settings: SiteSettings, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE site_settings SET version = \(settings.version), name = \(settings.name), welcome = \(settings.welcome),
        rules = \(settings.rules), contact = \(settings.contact), sign_up = \(settings.signUp.sqlValue),
        newcomer_hours = \(settings.newcomerHours), mode = \(settings.mode), mode_message = \(settings.modeMessage),
        switched_off = \(settings.off)
      """)
  }

  private static let row: SQL = """
    SELECT version, name, welcome, rules, contact, sign_up, newcomer_hours, mode, mode_message, switched_off FROM site_settings
    """
}

extension SiteSettings: RowDecodable {
  public init(row: Row) throws {
    self.init()
    var columns = RowReader(row)
    version = try columns.next()
    name = try columns.next()
    welcome = try columns.next()
    rules = try columns.next()
    contact = try columns.next()
    signUp = try columns.next()
    newcomerHours = try columns.next()
    mode = try columns.next()
    modeMessage = try columns.next()
    off = try columns.next()
  }
}

extension SiteMode: SQLEncodable, SQLDecodable {}
extension SignUpMode: SQLEncodable, SQLDecodable {}

/// Names with commas between them. A name that this program does not know is left out.
extension SwitchSet: SQLEncodable, SQLDecodable {
  public var sqlValue: SQLValue { .text(all.map(\.rawValue).joined(separator: ",")) }

  public init(column: Column) throws(SQLError) {
    self.init(try column.text().split(separator: ",").compactMap { FeatureSwitch(rawValue: String($0)) })
  }
}
