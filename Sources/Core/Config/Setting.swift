/// One environment variable: its key, default and meaning, how its text is read, checked and printed. Declaring one is all it takes;
/// `neospace config`, the check for unknown keys, `.env` and docs/CONFIGURATION.md follow from the declaration.
///
///     enum NotesSettings {
///       static let most = Setting("NEOSPACE_NOTES", default: 100, meaning: "Notes one member may keep", .integer(1...10_000))
///     }
///
/// A feature lists its settings in `Feature.settings` and reads them as `config[NotesSettings.most]`.
public struct Setting<Value: Sendable>: AnySetting {
  public let key: String
  public let defaultText: String
  public let meaning: String
  public let example: String
  private let format: SettingFormat<Value>
  let defaultValue: @Sendable (Config) -> Value

  /// - Parameters:
  ///   - text: how docs/CONFIGURATION.md shows the default, if not as `neospace config` does.
  ///   - example: a value that works, for error lines; the default if not given.
  public init(
    _ key: String, default value: Value, shownAs text: String? = nil, meaning: String, example: String? = nil,
    _ format: SettingFormat<Value>
  ) {
    let text = text ?? format.print(value)
    self.init(key, default: text, from: { _ in value }, meaning: meaning, example: example ?? text, format)
  }

  /// A setting whose default follows from other settings.
  public init(
    _ key: String, default text: String, from value: @escaping @Sendable (Config) -> Value, meaning: String, example: String,
    _ format: SettingFormat<Value>
  ) {
    self.key = key
    defaultText = text
    self.meaning = meaning
    self.example = example
    self.format = format
    defaultValue = value
  }

  /// A setting that may be left unset; it is nil then.
  public init<Wrapped: Sendable>(
    _ key: String, unset text: String = "none", meaning: String, example: String, _ format: SettingFormat<Wrapped>
  ) where Value == Wrapped? {
    self.init(key, default: nil, shownAs: text, meaning: meaning, example: example, .optional(format))
  }

  public func read(_ text: String?, into config: inout Config) throws(ConfigError) {
    do throws(SettingProblem) {
      config[self] = try text.map { text throws(SettingProblem) in try format.parse(text) } ?? defaultValue(config)
    } catch {
      throw ConfigError(self, error.text)
    }
  }

  public func check(_ config: Config, for use: ConfigUse) throws(ConfigError) {
    do throws(SettingProblem) { try format.check(config[self], use) } catch { throw ConfigError(self, error.text) }
  }

  public func printed(_ config: Config) -> String { format.print(config[self]) }
}

/// A setting of any type: a `Setting`, a `Limit` or a `Maximum`.
public protocol AnySetting: Sendable {
  var key: String { get }
  /// The default as docs/CONFIGURATION.md shows it, such as `none` or `60`.
  var defaultText: String { get }
  /// What docs/CONFIGURATION.md says the setting is for.
  var meaning: String { get }
  /// A value that works, for error lines.
  var example: String { get }

  /// Stores the value that `text` stands for, or the default if it is nil. Settings are read in the order they are listed.
  func read(_ text: String?, into config: inout Config) throws(ConfigError)
  /// Throws if the value names a file or folder that `use` needs and cannot have. Changes nothing.
  func check(_ config: Config, for use: ConfigUse) throws(ConfigError)
  /// The value in effect, as an environment variable would hold it, without secrets; empty if it is unset.
  func printed(_ config: Config) -> String
}

extension AnySetting {
  public func check(_ config: Config, for use: ConfigUse) throws(ConfigError) {}
}

/// What a configuration is read for. It decides which files and folders must be usable.
public enum ConfigUse: Sendable {
  /// Only to print it.
  case inspection
  /// To work on the data without serving.
  case maintenance
  case serving
}
