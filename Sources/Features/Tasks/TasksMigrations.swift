import SQL

/// The schema of tasks; it stands on that of accounts.
public enum TasksMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_tasks", bytes: PackageResources._001_tasks_sql),
      try Migration(name: "0002_live", bytes: PackageResources._002_live_sql),
    ]
  }
}
