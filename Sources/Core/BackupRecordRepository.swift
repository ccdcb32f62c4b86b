import JSON
import SQL

/// What is known of the newest backup of this database, whichever node or command made it.
public struct BackupRecord: Equatable, Sendable {
  public var madeAt: Timestamp?
  public var bytes: Int64?
  /// When the newest backup that was tried turned out to be whole.
  public var verifiedAt: Timestamp?
  /// When one failed after that; nil since the last one that was made.
  public var failedAt: Timestamp?
  public var failure: String?

  public init() {}
}

/// What becomes known of backups.
public enum BackupNews: Equatable, Sendable {
  case made(at: Timestamp?, bytes: Int64)
  /// The newest one turned out to be whole.
  case verified(at: Timestamp)
  case failed(at: Timestamp, String)

  /// The members that change, null for those that go.
  fileprivate var json: String {
    var json = JSONWriter()
    json.object { json in
      switch self {
      case .made(let moment, let bytes):
        json.field("made_at", moment?.microseconds)
        json.field("bytes", bytes)
      case .verified(let moment):
        json.field("verified_at", moment.microseconds)
        json.field("failed_at", nil as Int64?)
        json.field("failure", nil as String?)
      case .failed(let moment, let reason):
        json.field("failed_at", moment.microseconds)
        json.field("failure", reason)
      }
    }
    return json.text
  }
}

/// Keeps it in the table `meta`.
public struct BackupRecordRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  public func record() async throws -> BackupRecord {
    let text: String? = try await database.value("SELECT value FROM meta WHERE key = 'backup'")
    var record = BackupRecord()
    guard let text, let value = try? JSONValue(parsing: text) else { return record }
    func moment(_ name: String) -> Timestamp? { value[name]?.int.map { Timestamp(microseconds: $0) } }
    record.madeAt = moment("made_at")
    record.bytes = value["bytes"]?.int
    record.verifiedAt = moment("verified_at")
    record.failedAt = moment("failed_at")
    record.failure = value["failure"]?.string
    return record
  }

  /// One statement, so that nodes and commands that learn something at the same time lose nothing.
  public func note(_ news: BackupNews) async throws {
    let merged: SQL =
      database.dialect == .sqlite
      ? "json_patch(meta.value, excluded.value)" : "CAST(CAST(meta.value AS jsonb) || CAST(excluded.value AS jsonb) AS TEXT)"
    try await database.run(
      "INSERT INTO meta (key, value) VALUES ('backup', \(news.json)) ON CONFLICT (key) DO UPDATE SET value = \(merged)")
  }
}
