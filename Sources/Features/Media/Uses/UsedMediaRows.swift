import Core
import SQL

/// Which files things use, for features whose things are reported.
public enum UsedMediaRows {
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
