/// The twelve cats, in table order. The raw value is the cat's name in addresses.
enum Cat: String, CaseIterable, Comparable, Sendable {
  case beans, root, `static`, delta, glitch, tofu, hex, neon, miso, ash, patch, null

  var name: String { rawValue }
  /// "Miso".
  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
  var position: Int { Self.allCases.firstIndex(of: self)! }

  static func < (one: Cat, other: Cat) -> Bool { one.position < other.position }
}

/// What one cat is like by nature. What happens to it does not change this.
struct CatNature: Sendable {
  let faction: Faction
  /// Takes notice of what the others are told, at half weight.
  let isObserver: Bool
  /// The mood it returns to.
  let home: Levels
  /// Percent, until a keeper changes it.
  let gain: Int64
  let priority: Int64
  /// Percent: how often it keeps its words to itself.
  let silence: Int64

  /// Milliseconds, an axis each.
  var halfLives: Levels { faction == .pressure ? Self.slow : Self.usual }

  private static let usual = Levels(5 * 3_600_000, 5_400_000, 10 * 3_600_000)
  private static let slow = Levels(10 * 3_600_000, 10_800_000, 20 * 3_600_000)
}

extension Cat {
  var nature: CatNature { Self.natures[position] }

  private static let natures: [CatNature] = [
    of(.anarchs, 40, 15, 5, gain: 150, priority: 10, silence: 10),
    of(.sentinels, -5, 5, 50, gain: 100, priority: 9, silence: 20),
    of(.anarchs, -25, 30, 10, gain: 150, priority: 8, silence: 10),
    of(.grid, -5, 25, 0, gain: 150, priority: 7, silence: 30),
    of(.anarchs, 15, 50, 25, gain: 150, priority: 7, silence: 20, isObserver: true),
    of(.mass, 45, -10, -25, gain: 130, priority: 6, silence: 30, isObserver: true),
    of(.monks, 10, -20, 30, gain: 180, priority: 6, silence: 40, isObserver: true),
    of(.claws, -10, 35, 30, gain: 130, priority: 6, silence: 30),
    of(.eye, -20, 10, -15, gain: 140, priority: 5, silence: 50, isObserver: true),
    of(.collapse, 5, -45, -20, gain: 150, priority: 4, silence: 60),
    of(.pressure, 20, -30, 20, gain: 80, priority: 3, silence: 70),
    of(.iteration, -25, -25, 30, gain: 160, priority: 2, silence: 90),
  ]

  private static func of(
    _ faction: Faction, _ pleasure: Int64, _ arousal: Int64, _ dominance: Int64, gain: Int64, priority: Int64, silence: Int64,
    isObserver: Bool = false
  ) -> CatNature {
    CatNature(
      faction: faction, isObserver: isObserver, home: .hundredths(pleasure, arousal, dominance), gain: gain, priority: priority,
      silence: silence)
  }
}
