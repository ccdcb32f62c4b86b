import Foundation

extension Config {
  /// Reads the settings of the server and `others` from the environment, and from `.env` in `folder` where the environment leaves one
  /// unset. Checks the files and folders that `use` needs. Nothing is written before all settings are known to be usable.
  ///
  /// Generates the secret key if there is none, so that `config` and `serve` agree on it.
  /// - Parameter check: further checks of a configuration that is to be served.
  public static func load(
    _ others: [any AnySetting], environment: [String: String], folder: String = ".", for use: ConfigUse = .inspection,
    check: (Config) throws(ConfigError) -> Void = { _ in }
  ) throws(ConfigError) -> Config {
    var values = try dotEnv(in: folder)
    values.merge(environment) { _, real in real }
    return try Config(others, reading: values, for: use, check: check, secretKey: SecretKey.stored)
  }

  private static func dotEnv(in folder: String) throws(ConfigError) -> [String: String] {
    let path = (folder as NSString).appendingPathComponent(".env")
    // A folder of this name belongs to something else, such as a Python environment.
    guard ConfiguredPath(path).kind == .file else { return [:] }
    guard let file = FileManager.default.contents(atPath: path) else { throw ConfigError(dotEnvLine: nil, "cannot be read by this user") }
    guard let text = String(validating: file, as: UTF8.self) else { throw ConfigError(dotEnvLine: nil, "is not UTF-8") }
    return try DotEnv.parse(text)
  }

  /// - Parameter storedKey: gives the key that a data folder keeps. Called if none is configured, after all checks.
  init(
    _ others: [any AnySetting], reading values: [String: String], for use: ConfigUse = .inspection,
    check: (Config) throws(ConfigError) -> Void = { _ in }, secretKey storedKey: (String) throws(ConfigError) -> Secret
  ) throws(ConfigError) {
    let settings = ServerSettings.all + others
    self.init(declaring: settings)
    try Self.refuseUnknownKeys(values, settings)
    // An empty value counts as unset.
    for setting in settings { try setting.read(values[setting.key].flatMap { $0.isEmpty ? nil : $0 }, into: &self) }
    try requireSecretKeyInProduction()
    try requireLoopbackInTestMode()
    for setting in settings { try setting.check(self, for: use) }
    if use == .serving { try check(self) }
    if self[ServerSettings.secretKey].bytes.isEmpty {
      self[ServerSettings.secretKey] = try storedKey(self[ServerSettings.dataFolder])
    }
  }

  private func requireSecretKeyInProduction() throws(ConfigError) {
    guard self[ServerSettings.environment] == .production, self[ServerSettings.secretKey].bytes.isEmpty else { return }
    throw ConfigError(ServerSettings.secretKey, "is required when NEOSPACE_ENV=production")
  }

  private func requireLoopbackInTestMode() throws(ConfigError) {
    guard self[ServerSettings.testMode] else { return }
    if self[ServerSettings.environment] == .production {
      throw ConfigError(ServerSettings.testMode, "must be off when NEOSPACE_ENV=production")
    }
    if !AddressRange.isLoopback(self[ServerSettings.host]) {
      throw ConfigError(ServerSettings.testMode, "needs HOST to be a loopback address")
    }
  }
}
