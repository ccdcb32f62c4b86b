import SQL

/// The schema of cats; it stands on those of accounts and chat.
public enum CatsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_cats", bytes: PackageResources._001_cats_sql),
      try Migration(name: "0002_talking", bytes: PackageResources._002_talking_sql),
    ]
  }
}
