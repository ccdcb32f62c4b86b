import SQL

/// The schema of cats; it stands on that of accounts.
public enum CatsMigrations {
  public static func all() throws(SQLError) -> [Migration] { [try Migration(name: "0001_cats", bytes: PackageResources._001_cats_sql)] }
}
