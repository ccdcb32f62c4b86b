import SQL

/// The schema of notifications; it stands on that of accounts.
public enum NoticesMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_notices", bytes: PackageResources._001_notices_sql),
      try Migration(name: "0002_preferences", bytes: PackageResources._002_preferences_sql),
    ]
  }
}
