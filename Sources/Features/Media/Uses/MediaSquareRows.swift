import SQL

/// Squares of pictures, for queries of features that show them beside people.
public enum MediaSquareRows {
  /// An expression for the square of a picture that was claimed with `needsSquare`; null where the id is null.
  ///
  /// - Parameter id: An expression for the id of the picture.
  public static func square(of id: SQL) -> SQL { "(SELECT q.file FROM media q WHERE q.id = \(id) AND q.removed_at IS NULL)" }
}

/// Which files are the squares of a picture.
public struct MediaSquare: SQLDecodable, Hashable, Sendable {
  let key: MediaKey

  public init(column: Column) throws(SQLError) { key = try MediaKey(column: column) }
}
