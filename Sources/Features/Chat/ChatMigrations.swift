import SQL

/// The schema of chat; it stands on that of accounts.
public enum ChatMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_chat", bytes: PackageResources._001_chat_sql),
      try Migration(name: "0002_archive", bytes: PackageResources._002_archive_sql),
      try Migration(name: "0003_rooms", bytes: PackageResources._003_rooms_sql),
      try Migration(name: "0004_reactions", bytes: PackageResources._004_reactions_sql),
      try Migration(name: "0005_media", bytes: PackageResources._005_media_sql),
      try Migration(name: "0006_writers", bytes: PackageResources._006_writers_sql),
      try Migration(name: "0007_muted_rooms", bytes: PackageResources._007_muted_rooms_sql),
      try Migration(name: "0008_conversations", bytes: PackageResources._008_conversations_sql),
      try Migration(name: "0009_removed", bytes: PackageResources._009_removed_sql),
      try Migration(name: "0010_starred_rooms", bytes: PackageResources._010_starred_rooms_sql),
      try Migration(name: "0011_restorable_rooms", bytes: PackageResources._011_restorable_rooms_sql),
      try Migration(name: "0012_asides", bytes: PackageResources._012_asides_sql),
      try Migration(name: "0013_newest", bytes: PackageResources._013_newest_sql),
    ]
  }
}
