import SQL

/// The schema of scripts; it stands on that of accounts.
enum CodegroundMigrations {
  static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_scripts", bytes: PackageResources._001_scripts_sql),
      try Migration(name: "0002_proposals", bytes: PackageResources._002_proposals_sql),
      try Migration(name: "0003_presence", bytes: PackageResources._003_presence_sql),
      try Migration(name: "0004_runtimes", bytes: PackageResources._004_runtimes_sql),
      try Migration(name: "0005_owners", bytes: PackageResources._005_owners_sql),
    ]
  }
}
