import SQL

/// The schema of mail; it stands alone.
public enum MailMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_letters", bytes: PackageResources._001_letters_sql)]
  }
}
