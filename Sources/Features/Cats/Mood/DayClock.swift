/// The part of arousal that comes from the time of day: liveliest at dawn and twelve hours later.
struct DayClock: Hashable, Sendable {
  private static let halfHour: Int64 = 1_800_000
  private static let period: Int64 = 12 * 3_600_000
  /// One value each half hour; then it repeats.
  static let levels: [Int64] = {
    let quarter: [Int64] = [200_000, 193_185, 173_205, 141_421, 100_000, 51_764, 0]
    let half = quarter + quarter.dropLast().reversed().map { -$0 }
    return half + half.dropLast().reversed()
  }()

  /// Milliseconds after midnight, UTC.
  let dawn: Int64

  /// Millionths of arousal at a moment, in milliseconds since 1970.
  func arousal(at moment: Int64) -> Int64 {
    let time = (moment - dawn).modulo(Self.period)
    let index = Int(time / Self.halfHour)
    return Self.levels[index] + (Self.levels[index + 1] - Self.levels[index]) * (time % Self.halfHour) / Self.halfHour
  }

  /// What a cat shows of its state: arousal with the time of day.
  func shown(_ state: Levels, at moment: Int64) -> Levels {
    var pad = state
    pad.arousal += arousal(at: moment)
    return pad.cut
  }
}
