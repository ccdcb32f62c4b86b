/// What mode and switches let through at a moment: one word, which every request and every socket message looks at.
public struct SiteGate: Hashable, Sendable {
  public let mode: SiteMode
  public let off: SwitchSet

  public init(mode: SiteMode = .normal, off: SwitchSet = .none) {
    self.mode = mode
    self.off = off
  }

  /// Everything goes.
  public static let open = SiteGate()

  init(word: UInt64) {
    mode = SiteMode.allCases[Int(word >> 32)]
    off = SwitchSet(bits: UInt32(truncatingIfNeeded: word))
  }

  var word: UInt64 { UInt64(SiteMode.allCases.firstIndex(of: mode)!) << 32 | UInt64(off.bits) }

  /// Throws `UNAVAILABLE` for a change while the site is read-only.
  public func requireChanges() throws(AppError) { if mode == .readOnly { throw .readOnly } }

  /// Throws `FEATURE_OFF` for a feature that is switched off.
  public func require(_ feature: FeatureSwitch) throws(AppError) { if off.contains(feature) { throw .featureOff } }
}

extension AppError {
  /// How long clients are told to wait for another mode.
  private static let modeWait = Duration.seconds(60)

  public static let readOnly = AppError(
    .unavailable, "The site is read-only at the moment: nothing can be changed", retryAfter: modeWait)
  public static let maintenance = AppError(.unavailable, "The site is closed for maintenance", retryAfter: modeWait)
  public static let featureOff = AppError(.featureOff, "This is switched off here")
}
