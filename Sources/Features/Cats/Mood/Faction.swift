import Core

/// What cats of a kind share: how they take what happens. The raw value is the last word of the name, as pools of lines spell it.
enum Faction: String, CaseIterable, Sendable {
  case sentinels, anarchs, monks, claws, collapse, eye, mass, iteration, grid, pressure

  /// "Velvet Anarchs".
  var name: String {
    switch self {
    case .sentinels: "Concrete Sentinels"
    case .anarchs: "Velvet Anarchs"
    case .monks: "Static Monks"
    case .claws: "Neon Claws"
    case .collapse: "Soft Collapse"
    case .eye: "Peripheral Eye"
    case .mass: "Bonded Mass"
    case .iteration: "Cold Iteration"
    case .grid: "Restless Grid"
    case .pressure: "Quiet Pressure"
    }
  }
}

/// What a deed does to a cat, before gain, habit and what room its mood leaves.
struct Feeling: Hashable, Sendable {
  /// Change of mood, in millionths.
  var change: Levels
  /// Change of what the cat thinks of whose deed it was, in thousandths.
  var opinion: Int64
}

extension Feeling {
  /// What a deed means to cats of a faction: the faction's factor first, then what it adds and sets.
  static func of(_ deed: Deed, for faction: Faction) -> Feeling { table[faction]![deed]! }

  private static let table: [Faction: [Deed: Feeling]] = Dictionary(
    uniqueKeysWithValues: Faction.allCases.map { faction in
      let feelings = Deed.allCases.map { deed in (deed, faction.shifted(faction.scaled(plain(deed)), by: deed)) }
      return (faction, Dictionary(uniqueKeysWithValues: feelings))
    })

  /// What a deed means to a cat of no faction.
  private static func plain(_ deed: Deed) -> Feeling {
    switch deed {
    case .loginSuccess: Feeling(30, 10, 10, opinion: 5)
    case .loginAgain: Feeling(-5, 15, 0, opinion: -1)
    case .loginFailure: Feeling(-10, 20, 0, opinion: -2)
    case .systemError: Feeling(-40, 10, -20, opinion: -10)
    case .formError: Feeling(-5, 5, -10, opinion: 0)
    case .timeout: Feeling(-10, -30, 0, opinion: -1)
    case .friendAdded: Feeling(40, 20, 10, opinion: 10)
    case .postCreated: Feeling(20, 20, 10, opinion: 5)
    case .stickerPlaced: Feeling(10, 10, 0, opinion: 2)
    case .scriptForked: Feeling(10, 20, 10, opinion: 3)
    case .verseCanon: Feeling(20, 0, 20, opinion: 5)
    case .contentRemoved: Feeling(-20, 10, -10, opinion: 0)
    case .idle: Feeling(0, -10, 0, opinion: 0)
    case .pet: Feeling(15, -10, 0, opinion: 3)
    }
  }

  private init(_ pleasure: Int64, _ arousal: Int64, _ dominance: Int64, opinion: Int64) {
    self.init(change: .hundredths(pleasure, arousal, dominance), opinion: opinion * 1_000)
  }

  fileprivate func adding(_ pleasure: Int64 = 0, _ arousal: Int64 = 0, _ dominance: Int64 = 0) -> Feeling {
    Feeling(change: change + .hundredths(pleasure, arousal, dominance), opinion: opinion)
  }

  fileprivate func setting(pleasure: Int64? = nil, opinion newOpinion: Int64? = nil) -> Feeling {
    var set = self
    if let pleasure { set.change.pleasure = pleasure * 10_000 }
    if let newOpinion { set.opinion = newOpinion * 1_000 }
    return set
  }
}

extension Faction {
  fileprivate func scaled(_ feeling: Feeling) -> Feeling {
    func tenths(_ factor: Int64, _ levels: Levels) -> Levels { .each(levels, levels) { value, _ in value * factor / 10 } }
    return switch self {
    case .monks: Feeling(change: tenths(5, feeling.change), opinion: feeling.opinion * 5 / 10)
    case .pressure: Feeling(change: tenths(7, feeling.change), opinion: feeling.opinion * 7 / 10)
    case .iteration: Feeling(change: feeling.change, opinion: feeling.opinion * 5 / 10)
    default: feeling
    }
  }

  fileprivate func shifted(_ feeling: Feeling, by deed: Deed) -> Feeling {
    switch (self, deed) {
    case (.sentinels, .systemError): feeling.adding(0, 0, -50).setting(opinion: -20)
    case (.sentinels, .loginSuccess): feeling.setting(opinion: 10)
    case (.sentinels, .loginFailure): feeling.adding(0, 0, 20)
    case (.sentinels, .contentRemoved): feeling.adding(30, 0, 20)
    case (.anarchs, .systemError): feeling.adding(50, 0, 20).setting(opinion: 5)
    case (.anarchs, .timeout): feeling.setting(opinion: -5)
    case (.claws, .postCreated): feeling.adding(0, 0, 30)
    case (.claws, .loginFailure): feeling.adding(0, 0, 40).setting(opinion: -5)
    case (.claws, .loginAgain): feeling.adding(-20, 0, 10)
    case (.collapse, .timeout): feeling.adding(30).setting(opinion: 2)
    case (.collapse, .idle): feeling.adding(10)
    case (.collapse, .postCreated): feeling.adding(-30)
    case (.eye, .loginFailure): feeling.adding(0, 30, -20).setting(opinion: -8)
    case (.eye, .timeout): feeling.adding(-20)
    case (.eye, .friendAdded): feeling.adding(0, 0, 10)
    case (.mass, .friendAdded): feeling.adding(20, 0, -40).setting(opinion: 15)
    case (.mass, .idle): feeling.adding(-20, 0, -10)
    case (.mass, .timeout): feeling.adding(-20)
    case (.iteration, .friendAdded): feeling.adding(0, 0, 10).setting(pleasure: 0)
    case (.iteration, .idle): feeling.adding(10, 0, 10)
    case (.iteration, .postCreated): feeling.setting(pleasure: -10)
    case (.grid, .idle): feeling.adding(-20, 0, -10)
    case (.grid, .postCreated), (.grid, .scriptForked): feeling.adding(0, 30)
    case (.pressure, .idle): feeling.adding(10)
    case (.pressure, .friendAdded): feeling.adding(0, 0, 20)
    case (.pressure, .timeout): feeling.setting(opinion: 0)
    default: feeling
    }
  }
}
