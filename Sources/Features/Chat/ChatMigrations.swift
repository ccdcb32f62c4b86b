import SQL

/// The schema of chat; it stands on that of accounts.
public enum ChatMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [try Migration(name: "0001_chat", bytes: PackageResources._001_chat_sql)]
  }
}
