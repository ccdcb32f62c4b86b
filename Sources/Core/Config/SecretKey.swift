import Foundation

/// The key that signs sessions: from `SECRET_KEY`, or generated once into the data folder.
enum SecretKey {
  static let minimumBytes = 32

  static let format = SettingFormat<Secret>(
    parse: { text throws(SettingProblem) in
      guard text.utf8.count >= minimumBytes else {
        throw SettingProblem("must be at least \(minimumBytes) bytes, is \(text.utf8.count)")
      }
      return Secret(text)
    }, print: { _ in "(set)" })

  /// Reads `<folder>/secret_key`, or creates it, readable only by its owner. Two servers starting at once agree on one key.
  static func stored(in folder: String) throws(ConfigError) -> Secret {
    let path = (folder as NSString).appendingPathComponent("secret_key")
    if ConfiguredPath(path).kind != .missing {
      guard let existing = FileManager.default.contents(atPath: path) else {
        throw ConfigError(ServerSettings.dataFolder, "holds a secret_key this user cannot read")
      }
      let text = String(decoding: existing, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      do throws(SettingProblem) { return try format.parse(text) } catch { throw ConfigError(ServerSettings.secretKey, error.text) }
    }
    var random = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef")
    let key = String((0..<64).map { _ in digits.randomElement(using: &random)! })
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ConfigError(ServerSettings.dataFolder, "is a folder that cannot be created")
    }
    // Written aside and linked into place: a reader sees a whole key or none, and the first of two writers wins.
    let draft = path + ".\(getpid()).\(key.prefix(8))"
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard file >= 0 else { throw ConfigError(ServerSettings.dataFolder, "is a folder that cannot be written to") }
    // Made by root, it is still for the user whose folder it is.
    var owner = stat()
    if geteuid() == 0, stat(folder, &owner) == 0 { fchown(file, owner.st_uid, owner.st_gid) }
    let bytes = Array((key + "\n").utf8)
    let written = write(file, bytes, bytes.count)
    let synced = fsync(file)
    close(file)
    let linked = link(draft, path)
    let reason = errno
    unlink(draft)
    guard written == bytes.count, synced == 0 else {
      throw ConfigError(ServerSettings.dataFolder, "is on a disk that cannot take secret_key")
    }
    guard linked == 0 || reason == EEXIST else { throw ConfigError(ServerSettings.dataFolder, "is a folder that cannot hold secret_key") }
    return linked == 0 ? Secret(key) : try stored(in: folder)
  }
}
