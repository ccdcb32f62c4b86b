import Core
import Synchronization

/// Tells the sockets of a node what changed in the site's settings, once for each change.
final class SiteTeller: Sendable {
  /// What clients were told last.
  private let told: Mutex<SiteSettings>

  init(_ settings: SiteSettings) { told = Mutex(settings) }

  struct News: Sendable {
    let settings: SiteSettings
    /// Clients see a difference.
    let isVisible: Bool
    /// Other members are newcomers now.
    let changesPermissions: Bool
  }

  /// What is new in these settings; nil if they are not newer than what was told.
  func news(in settings: SiteSettings) -> News? {
    told.withLock { told in
      guard settings.version > told.version else { return nil }
      defer { told = settings }
      let isVisible = settings.name != told.name || settings.modeMessage != told.modeMessage || settings.gate != told.gate
      return News(settings: settings, isVisible: isVisible, changesPermissions: settings.newcomerHours != told.newcomerHours)
    }
  }
}
