import SQL

/// The schema of walls; it stands on that of accounts.
public enum WallsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_walls", bytes: PackageResources._001_walls_sql)]
  }
}
