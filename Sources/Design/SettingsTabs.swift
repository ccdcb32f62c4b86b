import Core
import HTML

/// The pages of a member's settings. Each shows them below its heading.
public struct SettingsTabs: View {
  private let visit: Visit
  private let current: String

  public init(_ visit: Visit, current: String) {
    self.visit = visit
    self.current = current
  }

  public var body: some HTML {
    Tabs(
      "Settings",
      [("Account", Site.settingsPath)] + (visit.isOff(.walls) ? [] : [("Profile", Site.profileSettingsPath)])
        + [("Files", Site.mediaSettingsPath), ("Notifications", Site.notificationSettingsPath)]
        + (visit.isOff(.cats) ? [] : [("Cats", Site.catSettingsPath)]),
      current: current)
  }
}
