import SQL

/// The schema of operations; it stands alone.
public enum OperationsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_figures", bytes: PackageResources._001_figures_sql)]
  }
}
