import SQL

/// The schema of relations between members; it stands on that of accounts.
public enum RelationsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_relations", bytes: PackageResources._001_relations_sql)]
  }
}
