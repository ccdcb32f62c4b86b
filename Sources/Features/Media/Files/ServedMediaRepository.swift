import Core
import SQL

/// Which files a viewer may see: their own, and those of living things that they may see.
struct ServedMediaRepository: Sendable {
  let database: Database
  let kinds: [any MediaUseRows]

  /// Nil if there is no such file, or the viewer may not see it.
  func file(_ id: MediaID, for viewer: UserID?) async throws -> ServedMedia? {
    try await database.first(statement(id, for: viewer))
  }

  /// Living things that show the file, with where they are found; at most `limit`.
  func uses(of item: MediaItem, limit: Int = 100) async throws -> [MediaUse] {
    try await database.read { snapshot in
      let found = try await snapshot.all(
        """
        SELECT kind, subject FROM media_uses WHERE media = \(item.number) AND is_living = \(true)
        ORDER BY kind, subject LIMIT \(limit)
        """
      ) { row in (kind: try row[0] as String, subject: try row[1] as Int64) }
      var uses: [MediaUse] = []
      for kind in kinds {
        let subjects = found.filter { $0.kind == kind.name }.map(\.subject)
        guard !subjects.isEmpty else { continue }
        let links = try await kind.links(to: subjects, at: snapshot)
        uses += subjects.compactMap { subject in
          links[subject].map { MediaUse(kind: kind.name, subject: subject, link: $0) }
        }
      }
      return uses
    }
  }

  /// One statement, whatever kinds there are. Its first column says whether guests may see the file.
  func statement(_ id: MediaID, for viewer: UserID?) -> SQL {
    let columns = MediaRepository.columns
    guard let viewer else { return "SELECT TRUE, \(columns) FROM media m WHERE m.id = \(id) AND \(isShown(to: nil))" }
    return """
      SELECT \(isShown(to: nil)), \(columns) FROM media m
      WHERE m.id = \(id) AND (m.user_id = \(viewer) OR \(isShown(to: viewer)))
      """
  }

  private func isShown(to viewer: UserID?) -> SQL {
    guard let first = kinds.first else { return "FALSE" }
    var conditions: SQL = "x.kind = \(first.name) AND (\(first.isVisible(to: viewer)))"
    for kind in kinds.dropFirst() { conditions = "\(conditions) OR x.kind = \(kind.name) AND (\(kind.isVisible(to: viewer)))" }
    return "EXISTS (SELECT 1 FROM media_uses x WHERE x.media = m.number AND x.is_living = \(true) AND (\(conditions)))"
  }
}

/// A file that its viewer may see.
struct ServedMedia: RowDecodable, Sendable {
  let item: MediaItem
  /// Guests may see it too.
  let isPublic: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    isPublic = try columns.next()
    item = try MediaItem(reading: &columns)
  }
}
