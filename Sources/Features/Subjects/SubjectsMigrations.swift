import SQL

/// The schema of feed and search.
public enum SubjectsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_search", bytes: PackageResources._001_search_sql),
      try Migration(name: "0002_ledger", bytes: PackageResources._002_ledger_sql),
    ]
  }
}
