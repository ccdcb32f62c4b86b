/// The settings in effect: everything the environment says, read once at start. Nothing else reads the environment.
///
/// A value is found by its key, so code that runs often keeps the values it needs in its own properties.
public struct Config: Sendable {
  public enum Environment: String, CaseIterable, Sendable { case development, production }
  public enum LogLevel: String, CaseIterable, Sendable { case debug, info, warning, error }

  private struct Stored<Value: Sendable>: Sendable {
    let value: Value
  }

  private var values: [String: any Sendable] = [:]
  private var givenLimits = Limits()
  /// In the order docs/CONFIGURATION.md lists them; nil for a configuration that was not loaded.
  private let declared: [any AnySetting]?
  private let declaredKeys: Set<String>

  /// A development configuration with this key and the defaults of all settings; tests start here.
  public init(secretKey: Secret) {
    (declared, declaredKeys) = (nil, [])
    self[ServerSettings.secretKey] = secretKey
  }

  init(declaring settings: [any AnySetting]) {
    (declared, declaredKeys) = (settings, Set(settings.map(\.key)))
  }

  /// The setting's value, or its default.
  public subscript<Value>(setting: Setting<Value>) -> Value {
    get {
      precondition(declared == nil || declaredKeys.contains(setting.key), "\(setting.key) is in no list of settings")
      return (values[setting.key] as? Stored<Value>)?.value ?? setting.defaultValue(self)
    }
    set { values[setting.key] = Stored(value: newValue) }
  }

  /// Test mode lifts all limits.
  public var limits: Limits {
    get { self[ServerSettings.testMode] ? .lifted : givenLimits }
    set { givenLimits = newValue }
  }

  /// Session cookies carry `Secure` and the `__Host-` prefix.
  public var usesSecureCookies: Bool { self[ServerSettings.environment] == .production || self[ServerSettings.publicURL].isSecure }

  /// The settings in effect, one `KEY=value` a line in the order they are declared. Secrets are printed as `(set)`, and unset keys
  /// without a value.
  public var effective: String { (declared ?? []).map { "\($0.key)=\($0.printed(self))\n" }.joined() }
}
