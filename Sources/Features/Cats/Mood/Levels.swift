/// Pleasure, arousal and dominance, in millionths.
struct Levels: Hashable, Sendable {
  /// 1.0.
  static let unit: Int64 = 1_000_000
  static let zero = Levels(0, 0, 0)

  var pleasure: Int64
  var arousal: Int64
  var dominance: Int64

  init(_ pleasure: Int64, _ arousal: Int64, _ dominance: Int64) {
    self.pleasure = pleasure
    self.arousal = arousal
    self.dominance = dominance
  }

  /// As tables of the page give them.
  static func hundredths(_ pleasure: Int64, _ arousal: Int64, _ dominance: Int64) -> Levels {
    Levels(pleasure * 10_000, arousal * 10_000, dominance * 10_000)
  }

  var all: [Int64] { [pleasure, arousal, dominance] }

  /// Each axis made of the same axis of several levels.
  @inline(__always)
  static func each(_ one: Levels, _ other: Levels, _ combine: (Int64, Int64) -> Int64) -> Levels {
    Levels(
      combine(one.pleasure, other.pleasure), combine(one.arousal, other.arousal), combine(one.dominance, other.dominance))
  }

  static func + (one: Levels, other: Levels) -> Levels { each(one, other, +) }
  static func - (one: Levels, other: Levels) -> Levels { each(one, other, -) }

  /// What is left of each axis after some milliseconds.
  func decayed(after time: Int64, _ halfLives: Levels) -> Levels {
    Levels.each(self, halfLives) { Decay.of($0, after: time, halfLife: $1) }
  }

  /// Each axis within ±1.
  var cut: Levels { Levels(pleasure.cut(to: Self.unit), arousal.cut(to: Self.unit), dominance.cut(to: Self.unit)) }

  func squaredDistance(to other: Levels) -> Int64 {
    let away = self - other
    return away.pleasure * away.pleasure + away.arousal * away.arousal + away.dominance * away.dominance
  }

  func product(with other: Levels) -> Int64 {
    pleasure * other.pleasure + arousal * other.arousal + dominance * other.dominance
  }
}

extension Int64 {
  /// Within ±bound.
  func cut(to bound: Int64) -> Int64 { Swift.min(Swift.max(self, -bound), bound) }

  /// The remainder of a flooring division; not negative.
  func modulo(_ divisor: Int64) -> Int64 {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }

  /// The floor of the square root, of what is not negative and below 2^52.
  var squareRoot: Int64 {
    var root = Int64(Double(self).squareRoot())
    while root * root > self { root -= 1 }
    while (root + 1) * (root + 1) <= self { root += 1 }
    return root
  }
}
