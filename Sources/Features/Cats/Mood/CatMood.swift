import Core

/// One entry of a cat's ledger: what happened, and what it did to the cat.
struct LedgerRow: Hashable, Sendable {
  /// What the entry is about.
  enum Cause: Hashable, Sendable {
    case deed(Deed)
    /// A keeper sent the cat home.
    case reset

    var name: String {
      switch self {
      case .deed(let deed): deed.rawValue
      case .reset: "reset"
      }
    }

    init?(name: String) {
      if name == "reset" { self = .reset } else if let deed = Deed(rawValue: name) { self = .deed(deed) } else { return nil }
    }
  }

  let cat: Cat
  /// From 1, without gaps.
  let number: Int64
  /// Milliseconds since 1970.
  let at: Int64
  let cause: Cause
  let event: String
  /// Percent, as it was then.
  let gain: Int64
  /// How used the cat was to such deeds.
  let habit: Int64
  let effect: Levels
  let after: Levels
  let label: MoodLabel
}

/// A cat's mood as its ledger gives it: a pure value.
struct CatMood: Sendable {
  /// Milliseconds in which a cat takes no notice of another deed of a kind.
  static let pause: Int64 = 60_000
  static let habitHalfLife: Int64 = 6 * 3_600_000

  /// The newest row.
  struct Last: Hashable, Sendable {
    let number: Int64
    let at: Int64
    let after: Levels
    let label: MoodLabel
  }

  /// What the cat's latest row of a deed says about getting used to it.
  struct Habit: Hashable, Sendable {
    let at: Int64
    let level: Int64
  }

  let cat: Cat
  private(set) var last: Last?
  private(set) var habits: [Deed: Habit]

  init(_ cat: Cat, last: Last? = nil, habits: [Deed: Habit] = [:]) {
    self.cat = cat
    self.last = last
    self.habits = habits
  }

  /// The levels at a moment that is not before the newest row.
  func state(at moment: Int64) -> Levels { cat.state(after: last.map { ($0.at, $0.after) }, at: moment) }

  /// The label at a moment that is not before the newest row.
  func label(at moment: Int64, _ clock: DayClock) -> MoodLabel {
    (last?.label ?? cat.labelAtHome).next(showing: clock.shown(state(at: moment), at: moment))
  }

  /// Whether the cat may take notice of such a deed now.
  func isAttentive(to deed: Deed, at moment: Int64) -> Bool {
    guard deed != .pet, let habit = habits[deed] else { return true }
    return moment - habit.at >= Self.pause
  }

  /// Takes in a deed. Nil: the cat takes no notice of it.
  mutating func take(_ deed: Deed, _ event: String, at time: Int64, gain: Int64, _ clock: DayClock, petted: Cat? = nil) -> LedgerRow? {
    guard let notice = Notice(of: deed, by: cat, petted: petted), isAttentive(to: deed, at: time) else { return nil }
    let at = max(time, last?.at ?? time)
    let state = state(at: at)
    let habit = habits[deed].map { Decay.of($0.level + Levels.unit, after: at - $0.at, halfLife: Self.habitHalfLife) } ?? 0
    let change = Feeling.of(deed, for: cat.nature.faction).change
    let effect = Levels.each(change, state) { change, level in
      let room = change > 0 ? Levels.unit - level : Levels.unit + level
      let effect = change * gain * notice.rawValue * room / (200 * (Levels.unit + habit))
      return min(max(effect, -Levels.unit - level), Levels.unit - level)
    }
    let row = add(.deed(deed), event, at, gain, habit, effect, state, clock)
    habits[deed] = Habit(at: at, level: habit)
    return row
  }

  /// Sends the cat home.
  mutating func reset(_ event: String, at time: Int64, gain: Int64, _ clock: DayClock) -> LedgerRow {
    let at = max(time, last?.at ?? time)
    let state = state(at: at)
    return add(.reset, event, at, gain, 0, cat.nature.home - state, state, clock)
  }

  private mutating func add(
    _ cause: LedgerRow.Cause, _ event: String, _ at: Int64, _ gain: Int64, _ habit: Int64, _ effect: Levels, _ state: Levels,
    _ clock: DayClock
  ) -> LedgerRow {
    let after = state + effect
    let row = LedgerRow(
      cat: cat, number: (last?.number ?? 0) + 1, at: at, cause: cause, event: event, gain: gain, habit: habit, effect: effect, after: after,
      label: (last?.label ?? cat.labelAtHome).next(showing: clock.shown(after, at: at)))
    last = Last(number: row.number, at: at, after: after, label: row.label)
    return row
  }
}

extension Cat {
  /// Where a row leaves the cat at a later moment; without a row, home.
  func state(after row: (at: Int64, after: Levels)?, at moment: Int64) -> Levels {
    guard let row else { return nature.home }
    return nature.home + (row.after - nature.home).decayed(after: moment - row.at, nature.halfLives)
  }

  /// The label before the first row.
  var labelAtHome: MoodLabel { Self.homeLabels[position] }

  private static let homeLabels = allCases.map { MoodLabel.nearest(to: $0.nature.home) }
}
