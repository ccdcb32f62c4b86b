import SQL

/// The schema of gated downloads; it stands on that of accounts.
public enum DownloadsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_downloads", bytes: PackageResources._001_downloads_sql),
      try Migration(name: "0002_downloads", bytes: PackageResources._002_downloads_sql),
      try Migration(name: "0003_live", bytes: PackageResources._003_live_sql),
    ]
  }
}
