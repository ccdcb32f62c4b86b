/// What a cat that has spoken tells another one.
enum Gossip {
  /// Only strong memories are worth telling, in thousandths.
  static let least: Int64 = 5_000

  /// How much one cat likes another.
  static func liking(of cat: Cat, for other: Cat) -> Int64 {
    switch (cat, other) {
    case (.beans, .miso): -15
    case (.miso, .beans): -25
    case (.root, .glitch): 20
    case (.glitch, .root): 10
    case (.patch, .static): -5
    case (.tofu, .beans): 15
    default: cat.nature.faction == other.nature.faction ? 30 : -10
    }
  }

  /// Whom a cat tells: the one it likes best; the earlier in the table among equals.
  static func hearer(of speaker: Cat, among others: [Cat]) -> Cat? {
    others.filter { $0 != speaker }.sorted().max { liking(of: speaker, for: $0) < liking(of: speaker, for: $1) }
  }

  /// What is left of an opinion when it is passed on.
  static func passedOn(_ opinion: Int64, from speaker: Cat, to hearer: Cat) -> Int64 {
    opinion * (100 + liking(of: hearer, for: speaker)) / 400
  }

  /// The strongest of a speaker's memories that may be told.
  static func strongest<About>(_ memories: [(memory: Memory, about: About)]) -> (memory: Memory, about: About)? {
    memories.filter { $0.memory.isFirstHand && abs($0.memory.opinion) >= least }.max {
      (abs($0.memory.opinion), $0.memory.at, $0.memory.number) < (abs($1.memory.opinion), $1.memory.at, $1.memory.number)
    }
  }
}
