import Core

/// What the form of the site's settings shows: the settings as they stand, or what was typed and refused.
struct SiteSettingsForm: Sendable {
  /// What the next attempt is based on.
  let version: Int64
  let error: AppError?
  private let values: [String: String]

  init(_ settings: SiteSettings, _ state: SiteState) {
    self.init(settings, state, error: nil) { _, value in value }
  }

  /// - Parameter typed: what was sent. A field that was not sent shows what stands.
  init(_ settings: SiteSettings, _ state: SiteState, typed: Fields, error: AppError) {
    self.init(settings, state, error: error) { name, value in typed.has(name) ? typed.typed(name) : value }
  }

  private init(_ settings: SiteSettings, _ state: SiteState, error: AppError?, _ shown: (String, String) -> String) {
    version = settings.version
    self.error = error
    values = Dictionary(uniqueKeysWithValues: Self.fields(of: settings, state).map { ($0.name, shown($0.name, $0.value)) })
  }

  func value(_ name: String) -> String { values[name] ?? "" }
  func problem(_ name: String) -> String? { error?.details[name] }

  /// Every setting but the version, in the order of the contract.
  static func fields(of settings: SiteSettings, _ state: SiteState) -> [(name: String, value: String)] {
    [
      ("name", settings.name), ("welcome", settings.welcome), ("rules", settings.rules), ("contact", settings.contact),
      ("sign_up", state.signUp(in: settings).rawValue), ("newcomer_hours", "\(settings.newcomerHours)"), ("mode", settings.mode.rawValue),
      ("mode_message", settings.modeMessage),
    ] + FeatureSwitch.allCases.map { ($0.rawValue, settings.off.contains($0) ? "off" : "on") }
  }
}
