import Core
import Media
import SQL

/// What a backup needs to read of a database at one moment.
struct BackupContentsRepository: Sendable {
  func contents(in snapshot: Snapshot) async throws -> BackupContents {
    BackupContents(
      schema: try await snapshot.value("SELECT name FROM schema_migrations ORDER BY position DESC LIMIT 1") ?? "",
      epoch: try await snapshot.value("SELECT value FROM meta WHERE key = 'epoch'") ?? "",
      users: try await snapshot.value("SELECT COUNT(*) FROM users WHERE is_bot = \(false)") ?? 0,
      messages: try await snapshot.value("SELECT (SELECT COUNT(*) FROM messages) + (SELECT COUNT(*) FROM messages_archive)") ?? 0,
      media: try await snapshot.value("SELECT COUNT(*) FROM media") ?? 0,
      mediaBytes: try await snapshot.value("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM media") ?? 0)
  }

  /// The paths of all files of media.
  func mediaFiles(in snapshot: Snapshot) async throws -> [BackedUpMediaRepository.Entry] {
    var all: [BackedUpMediaRepository.Entry] = []
    while true {
      let page = try await BackedUpMediaRepository().entries(after: all.last?.number ?? 0, in: snapshot)
      if page.isEmpty { return all }
      all += page
    }
  }

  /// A name under which PostgreSQL's programs see the same moment, as long as the snapshot is open.
  func export(_ snapshot: Snapshot) async throws -> String {
    try await snapshot.value("SELECT pg_export_snapshot()") ?? ""
  }

  /// False while another node makes a backup. Held as long as the snapshot is open.
  func lock(in snapshot: Snapshot) async throws -> Bool {
    try await snapshot.value("SELECT pg_try_advisory_xact_lock(7860402116)") ?? false
  }
}
