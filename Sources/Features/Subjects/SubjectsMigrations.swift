import SQL

/// The schema of feed and search.
public enum SubjectsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_search", bytes: PackageResources._001_search_sql)]
  }
}
