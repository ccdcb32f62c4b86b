import Core

/// What an administrator changes of the site's settings. What was not given stays as it is.
struct SiteChange: Sendable {
  enum Position: String, CaseIterable { case on, off }

  /// What the administrator saw.
  let version: Int64
  let name: String?
  let welcome: String?
  let rules: String?
  let contact: String?
  let signUp: SignUpMode?
  let newcomerHours: Int?
  let mode: SiteMode?
  let modeMessage: String?
  let switches: [FeatureSwitch: Position]

  init(reading fields: inout Fields) {
    version = fields.integer("version", 1...Int64.max)
    name = fields.has("name") ? fields.line("name", SiteSettings.nameLengths) : nil
    welcome = fields.isCleared("welcome") ? "" : fields.optionalText("welcome", SiteSettings.welcomeLengths)
    rules = fields.isCleared("rules") ? "" : fields.optionalText("rules", SiteSettings.rulesLengths)
    contact = fields.isCleared("contact") ? "" : fields.optionalLine("contact", SiteSettings.contactLengths)
    signUp = fields.optionalChoice("sign_up")
    let hours = SiteSettings.newcomerHours
    newcomerHours = fields.optionalInteger("newcomer_hours", Int64(hours.lowerBound)...Int64(hours.upperBound)).map(Int.init)
    mode = fields.optionalChoice("mode")
    modeMessage = fields.isCleared("mode_message") ? "" : fields.optionalLine("mode_message", SiteSettings.messageLengths)
    var switches: [FeatureSwitch: Position] = [:]
    for feature in FeatureSwitch.allCases { switches[feature] = fields.optionalChoice(feature.rawValue) }
    self.switches = switches
  }

  /// The settings with the change, under the same version.
  ///
  /// - Parameter signUp: who may sign up before the change.
  func applied(to settings: SiteSettings, signUp before: SignUpMode) -> SiteSettings {
    var next = settings
    next.name = name ?? next.name
    next.welcome = welcome ?? next.welcome
    next.rules = rules ?? next.rules
    next.contact = contact ?? next.contact
    if let signUp, signUp != before { next.signUp = signUp }
    next.newcomerHours = newcomerHours ?? next.newcomerHours
    next.mode = mode ?? next.mode
    next.modeMessage = modeMessage ?? next.modeMessage
    next.off = SwitchSet(FeatureSwitch.allCases.filter { switches[$0].map { $0 == .off } ?? settings.off.contains($0) })
    return next
  }
}
