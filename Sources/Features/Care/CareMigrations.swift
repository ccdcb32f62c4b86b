import SQL

/// The schema of care; it stands on that of accounts.
public enum CareMigrations {
  public static func all() throws(SQLError) -> [Migration] {
    [
      try Migration(name: "0001_cases", bytes: PackageResources._001_cases_sql),
      try Migration(name: "0002_actions", bytes: PackageResources._002_actions_sql),
      try Migration(name: "0003_appeals", bytes: PackageResources._003_appeals_sql),
      try Migration(name: "0004_log_settings", bytes: PackageResources._004_log_settings_sql),
      try Migration(name: "0005_action_lists", bytes: PackageResources._005_action_lists_sql),
      try Migration(name: "0006_ban_removals", bytes: PackageResources._006_ban_removals_sql),
      try Migration(name: "0007_case_files", bytes: PackageResources._007_case_files_sql),
      try Migration(name: "0008_case_counts", bytes: PackageResources._008_case_counts_sql),
    ]
  }
}
