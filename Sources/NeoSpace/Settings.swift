import Composition
import Core
import Live
import Web

extension Maximum {
  static let connectionsPerAddress = Maximum(
    "connections_per_ip", 100, in: 0...1_000_000, meaning: "Simultaneous connections of one address; 0 = no limit")
}

/// Every setting of the server and its features.
enum Settings {
  /// What docs/CONFIGURATION.md lists under one heading.
  struct Group {
    let name: String
    let settings: [any AnySetting]
  }

  private static let server: [any AnySetting] = [Maximum.connectionsPerAddress] + WebLimits.all + LiveLimits.all

  /// What `Config.load` reads beside the server's own settings.
  static var others: [any AnySetting] { server + Features.all.flatMap { $0.settings } }

  static var groups: [Group] {
    [Group(name: "Server", settings: ServerSettings.all + server)]
      + Features.all.filter { !$0.settings.isEmpty }.map {
        Group(name: $0.name.prefix(1).uppercased() + $0.name.dropFirst(), settings: $0.settings)
      }
  }

  static var all: [any AnySetting] { ServerSettings.all + others }
}

extension Config {
  /// Reads all settings from the environment and from `.env` in the working directory, and checks what `use` needs.
  public static func load(environment: [String: String], for use: ConfigUse) throws(ConfigError) -> Config {
    try load(Settings.others, environment: environment, for: use, check: Features.check)
  }
}
