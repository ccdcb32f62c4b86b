extension Duration {
  /// How long to wait, rounded up: `1 second`, `12 seconds`, `3 minutes`, `2 hours`, `5 days`.
  public var inWords: String {
    let (whole, rest) = components
    let seconds = max(1, rest > 0 ? whole + 1 : whole)
    let units: [(name: String, seconds: Int64, until: Int64)] = [
      ("second", 1, 120), ("minute", 60, 7_200), ("hour", 3_600, 172_800), ("day", 86_400, .max),
    ]
    // The last unit has no end.
    let unit = units.first { seconds < $0.until } ?? units[units.count - 1]
    let count = (seconds + unit.seconds - 1) / unit.seconds
    return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
  }
}
