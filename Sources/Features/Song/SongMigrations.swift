import SQL

/// The schema of stories; it stands on that of accounts.
enum SongMigrations {
  static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_stories", bytes: PackageResources._001_stories_sql)]
  }
}
