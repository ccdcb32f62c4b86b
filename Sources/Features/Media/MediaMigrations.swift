import SQL

/// The schema of media; it stands on that of accounts.
public enum MediaMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_media", bytes: PackageResources._001_media_sql),
      try Migration(name: "0002_squares", bytes: PackageResources._002_squares_sql),
      try Migration(name: "0003_removed", bytes: PackageResources._003_removed_sql),
    ]
  }
}
