import HTML

/// The pages of a member's settings. Each shows them below its heading.
public struct SettingsTabs: View {
  private let current: String

  public init(current: String) { self.current = current }

  public var body: some HTML {
    Tabs(
      "Settings",
      [
        ("Account", Site.settingsPath), ("Profile", Site.profileSettingsPath), ("Files", Site.mediaSettingsPath),
        ("Notifications", Site.notificationSettingsPath),
      ],
      current: current)
  }
}
