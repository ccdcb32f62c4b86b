import SQL

/// The schema of walls; it stands on that of accounts.
public enum WallsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_walls", bytes: PackageResources._001_walls_sql),
      try Migration(name: "0002_stickers", bytes: PackageResources._002_stickers_sql),
      try Migration(name: "0003_module_media", bytes: PackageResources._003_module_media_sql),
      try Migration(name: "0004_profile_media", bytes: PackageResources._004_profile_media_sql),
      try Migration(name: "0005_link_cards", bytes: PackageResources._005_link_cards_sql),
      try Migration(name: "0006_sticker_media", bytes: PackageResources._006_sticker_media_sql),
      try Migration(name: "0007_first_steps", bytes: PackageResources._007_first_steps_sql),
      try Migration(name: "0008_people", bytes: PackageResources._008_people_sql),
      try Migration(name: "0009_friends", bytes: PackageResources._009_friends_sql),
      try Migration(name: "0010_ledger", bytes: PackageResources._010_ledger_sql),
      try Migration(name: "0011_removed_profiles", bytes: PackageResources._011_removed_profiles_sql),
    ]
  }
}
