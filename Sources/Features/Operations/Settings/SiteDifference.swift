import Core

/// What differs between two versions of the site's settings, for the logs.
struct SiteDifference {
  private let old: SiteSettings
  private let new: SiteSettings

  init(from old: SiteSettings, to new: SiteSettings) { (self.old, self.new) = (old, new) }

  /// For the audit log: each setting with its new value. Of long texts, that they changed.
  var details: [(name: String, value: String)] {
    var details: [(name: String, value: String)] = []
    if old.name != new.name { details.append(("name", new.name)) }
    if old.welcome != new.welcome { details.append(("welcome", "changed")) }
    if old.rules != new.rules { details.append(("rules", "changed")) }
    if old.contact != new.contact { details.append(("contact", "changed")) }
    if old.modeMessage != new.modeMessage { details.append(("mode_message", new.modeMessage)) }
    return details + opening
  }

  /// For the public log: `mode read_only`.
  var notes: [String] { opening.map { "\($0.name) \($0.value)" } }

  /// What decides how open the place is.
  private var opening: [(name: String, value: String)] {
    var changed: [(name: String, value: String)] = []
    if old.mode != new.mode { changed.append(("mode", new.mode.rawValue)) }
    if let signUp = new.signUp, old.signUp != signUp { changed.append(("sign_up", signUp.rawValue)) }
    if old.newcomerHours != new.newcomerHours { changed.append(("newcomer_hours", "\(new.newcomerHours)")) }
    for feature in FeatureSwitch.allCases where old.off.contains(feature) != new.off.contains(feature) {
      changed.append((feature.rawValue, new.off.contains(feature) ? "off" : "on"))
    }
    return changed
  }
}
