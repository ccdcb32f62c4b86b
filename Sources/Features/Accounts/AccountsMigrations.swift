import SQL

/// The schema of accounts.
public enum AccountsMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_accounts", bytes: PackageResources._001_accounts_sql),
      try Migration(name: "0002_accounts", bytes: PackageResources._002_accounts_sql),
      try Migration(name: "0003_accounts", bytes: PackageResources._003_accounts_sql),
      try Migration(name: "0004_accounts", bytes: PackageResources._004_accounts_sql),
      try Migration(name: "0005_people", bytes: PackageResources._005_people_sql),
      try Migration(name: "0006_member_words", bytes: PackageResources._006_member_words_sql),
      try Migration(name: "0007_folded_names", bytes: PackageResources._007_folded_names_sql),
      try Migration(name: "0008_staff", bytes: PackageResources._008_staff_sql),
      try Migration(name: "0009_invited", bytes: PackageResources._009_invited_sql),
      try Migration(name: "0010_portable", bytes: PackageResources._010_portable_sql),
      try Migration(name: "0011_bots", bytes: PackageResources._011_bots_sql),
      try Migration(name: "0012_staff_lists", bytes: PackageResources._012_staff_lists_sql),
    ]
  }
}
