/// The media of a backup on their way to the server's folder. Blocks.
struct RestoredMedia {
  private let folder: BackupMedia
  private let list: String?

  /// - Parameter facts: nil for a backup that an older release made; it has none.
  init(backup: String, facts: BackupFacts?) {
    folder = BackupMedia(folder: BackupPaths(database: backup).media)
    list = facts?.list
  }

  func check() throws { try folder.check(try folder.entries(of: list)) }

  func putInPlace(_ target: String) throws { _ = try folder.restore(try folder.entries(of: list), to: target) }
}
