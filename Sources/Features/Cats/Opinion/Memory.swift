import Core

/// Something that a cat remembers of a member for a day.
struct Memory: Hashable, Sendable {
  /// Milliseconds.
  static let life: Int64 = 86_400_000
  /// How many living first-hand memories of one deed a cat keeps of one member.
  static let most = 3

  /// Rises in the order in which memories are made.
  let number: Int64
  let deed: Deed
  let event: String
  /// Milliseconds since 1970; the moment of the deed also when another cat told of it.
  let at: Int64
  /// Thousandths.
  let opinion: Int64
  /// The cat that told it; nil for what this cat took notice of itself.
  let heardFrom: Cat?

  var ends: Int64 { at + Self.life }
  var isFirstHand: Bool { heardFrom == nil }

  func isLiving(at moment: Int64) -> Bool { moment < ends }

  /// What it weighs at a moment of its life.
  func weight(at moment: Int64) -> Int64 { opinion * (Self.life - max(moment - at, 0)) / Self.life }

  /// What a deed makes a cat think of the member whose it was; 0 for nothing.
  static func opinion(of deed: Deed, by cat: Cat, _ notice: Notice) -> Int64 {
    Feeling.of(deed, for: cat.nature.faction).opinion * notice.rawValue / 2
  }
}

/// What stays of memories that have ended.
struct Bond: Hashable, Sendable {
  static let halfLife: Int64 = 30 * 86_400_000
  static let none = Bond(level: 0, changed: 0)

  /// Thousandths, at the moment of its last change.
  var level: Int64
  /// Milliseconds since 1970.
  var changed: Int64

  func level(at moment: Int64) -> Int64 { Decay.of(level, after: max(moment - changed, 0), halfLife: Self.halfLife) }

  /// The bond after all first-hand memories that have ended, in the order of their endings.
  func after(_ ended: [Memory]) -> Bond {
    var bond = self
    for memory in ended.filter(\.isFirstHand).sorted(by: { ($0.ends, $0.number) < ($1.ends, $1.number) }) {
      bond = Bond(level: bond.level(at: memory.ends) + memory.opinion / 5, changed: memory.ends)
    }
    return bond
  }
}

/// All that one cat thinks of one member at a moment.
struct Affinity: Hashable, Sendable {
  static let most: Int64 = 100_000

  /// Thousandths.
  let value: Int64
  let status: Status

  /// `memories` may hold ended ones that the bond does not contain yet.
  init(_ memories: [Memory], _ bond: Bond, at moment: Int64) {
    let living = memories.filter { $0.isLiving(at: moment) }
    let bond = bond.after(memories.filter { !$0.isLiving(at: moment) }).level(at: moment)
    value = living.reduce(bond) { $0 + $1.weight(at: moment) }.cut(to: Self.most)
    status = living.isEmpty && bond == 0 ? .stranger : Status(value)
  }

  enum Status: String, CaseIterable, Sendable {
    case stranger, severed, hostile, rival, wary, neutral, acquaintance, friendly, trusted, close, ally

    fileprivate init(_ value: Int64) {
      self =
        switch value {
        case ..<(-90_000): .severed
        case ..<(-70_000): .hostile
        case ..<(-40_000): .rival
        case ..<(-10_000): .wary
        case ..<10_000: .neutral
        case ..<30_000: .acquaintance
        case ..<50_000: .friendly
        case ..<70_000: .trusted
        case ..<90_000: .close
        default: .ally
        }
    }
  }
}
