import SQL

enum PortabilityMigrations {
  static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_portability", bytes: PackageResources._001_portability_sql)]
  }
}
