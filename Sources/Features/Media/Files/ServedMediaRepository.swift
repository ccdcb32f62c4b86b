import Core
import SQL

/// Which files a viewer may see: their own, and those of living things that they may see.
struct ServedMediaRepository: Sendable {
  let database: Database
  let kinds: [any MediaUseRows]

  /// Nil if there is no such file, or the viewer may not see it.
  func file(_ id: MediaID, for viewer: UserID?, with permissions: PermissionSet) async throws -> ServedMedia? {
    try await database.first(statement(id, for: viewer, with: permissions))
  }

  /// Living things that show the file, with where they are found; at most `limit`.
  func uses(of item: MediaItem, limit: Int = 100) async throws -> [MediaUse] {
    try await uses(of: [item], limit: limit)[item.id] ?? []
  }

  /// The same for several files, at most `limit` for each: one statement, and one for each kind of things.
  func uses(of items: [MediaItem], limit: Int) async throws -> [MediaID: [MediaUse]] {
    guard !items.isEmpty else { return [:] }
    let ids = Dictionary(uniqueKeysWithValues: items.map { ($0.number, $0.id) })
    return try await database.read { snapshot in
      let found = try await snapshot.all(Self.uses(of: Array(ids.keys), limit: limit)) { row in
        (media: try row[0] as Int64, kind: try row[1] as String, subject: try row[2] as Int64)
      }
      var uses: [MediaID: [MediaUse]] = [:]
      for kind in kinds {
        let those = found.filter { $0.kind == kind.name }
        guard !those.isEmpty else { continue }
        let links = try await kind.links(to: Array(Set(those.map(\.subject))), at: snapshot)
        for use in those {
          guard let id = ids[use.media], let link = links[use.subject] else { continue }
          uses[id, default: []].append(MediaUse(kind: kind.name, label: kind.label, subject: use.subject, link: link))
        }
      }
      return uses
    }
  }

  static func uses(of numbers: [Int64], limit: Int) -> SQL {
    """
    SELECT media, kind, subject FROM
      (SELECT media, kind, subject, row_number() OVER (PARTITION BY media ORDER BY kind, subject) AS place FROM media_uses
        WHERE media IN (\(list: numbers)) AND is_living = \(true)) used
    WHERE place <= \(limit) ORDER BY media, kind, subject
    """
  }

  /// One statement, whatever kinds there are. Its first column says whether guests may see the file.
  func statement(_ id: MediaID, for viewer: UserID?, with permissions: PermissionSet) -> SQL {
    let (columns, isPublic) = (MediaRepository.columns, isShown(to: nil, with: Role.guest.permissions))
    guard let viewer else { return "SELECT TRUE, \(columns) FROM media m WHERE m.id = \(id) AND m.removed_at IS NULL AND \(isPublic)" }
    return """
      SELECT \(isPublic), \(columns) FROM media m
      WHERE m.id = \(id) AND m.removed_at IS NULL AND (m.user_id = \(viewer) OR \(isShown(to: viewer, with: permissions)))
      """
  }

  /// The file and its owner for a member who may report it: what they own, and what shows on something that they may see. A block by them
  /// hides it, as the things that show it can be reported.
  func reportable(_ id: MediaID, to viewer: UserID, with permissions: PermissionSet) -> SQL {
    """
    SELECT m.id FROM media m WHERE m.id = \(id) AND m.removed_at IS NULL
      AND (m.user_id = \(viewer) OR \(isShown(to: viewer, with: permissions)))
    """
  }

  private func isShown(to viewer: UserID?, with permissions: PermissionSet) -> SQL {
    let kinds = kinds.filter { permissions.contains($0.permission) }
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
