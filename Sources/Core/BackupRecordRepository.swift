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

  public func change(_ change: (inout BackupRecord) -> Void) async throws {
    var record = try await record()
    change(&record)
    var json = JSONWriter()
    json.object { json in
      json.field("made_at", record.madeAt?.microseconds)
      json.field("bytes", record.bytes)
      json.field("verified_at", record.verifiedAt?.microseconds)
      json.field("failed_at", record.failedAt?.microseconds)
      json.field("failure", record.failure)
    }
    _ = try await database.run(
      "INSERT INTO meta (key, value) VALUES ('backup', \(json.text)) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
  }
}
