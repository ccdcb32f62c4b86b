import SQL

/// The schema of stories; it stands on that of accounts.
enum SongMigrations {
  static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_stories", bytes: PackageResources._001_stories_sql),
      try Migration(name: "0002_readings", bytes: PackageResources._002_readings_sql),
      try Migration(name: "0003_leases", bytes: PackageResources._003_leases_sql),
      try Migration(name: "0004_proposals", bytes: PackageResources._004_proposals_sql),
      try Migration(name: "0005_patterns", bytes: PackageResources._005_patterns_sql),
      try Migration(name: "0006_song_seams", bytes: PackageResources._006_song_seams_sql),
      try Migration(name: "0007_verse_loops", bytes: PackageResources._007_verse_loops_sql),
      try Migration(name: "0008_verse_voices", bytes: PackageResources._008_verse_voices_sql),
      try Migration(name: "0009_living", bytes: PackageResources._009_living_sql),
    ]
  }
}
