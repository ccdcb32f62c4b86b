import SQL

/// The schema of what every feature stands on.
public enum CoreMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_core", bytes: PackageResources._001_core_sql),
      try Migration(name: "0002_places", bytes: PackageResources._002_places_sql),
      try Migration(name: "0003_site", bytes: PackageResources._003_site_sql),
    ]
  }
}
