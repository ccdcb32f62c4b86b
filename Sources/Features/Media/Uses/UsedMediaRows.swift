import Core
import SQL

/// Which files things use, for features that keep the ids of files in their own rows, and whose things are reported.
public enum UsedMediaRows {
  /// An expression for the id of a file that is still there; null for one that is gone.
  ///
  /// - Parameter id: An expression for the id.
  public static func present(_ id: SQL) -> SQL { "(SELECT p.id FROM media p WHERE p.id = \(id))" }

  /// What is shown of a file; nil for none, for one that is gone and for one that staff removed.
  public static func shown(_ id: MediaID?, in snapshot: Snapshot) async throws -> ShownMedia? {
    guard let id else { return nil }
    let item: MediaItem? = try await snapshot.first(
      "SELECT \(MediaRepository.columns) FROM media m WHERE m.id = \(id) AND m.removed_at IS NULL")
    return item?.shown
  }

  /// The ids of the files that a living thing uses.
  ///
  /// - Parameter key: the id of the thing.
  public static func files(of key: String, _ kind: any MediaUseRows, in snapshot: Snapshot) async throws -> [String] {
    guard let subject = Int64(key) else { return [] }
    return try await snapshot.values(
      """
      SELECT m.id FROM media_uses x JOIN media m ON m.number = x.media
      WHERE x.kind = \(kind.name) AND x.subject = \(subject) AND x.is_living = \(true) ORDER BY m.number
      """)
  }
}
