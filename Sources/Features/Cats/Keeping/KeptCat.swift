import Core

/// A cat as it is kept: what a keeper set, its newest row, and what its object shows.
struct KeptCat: Sendable {
  let cat: Cat
  var gain: Int64
  var isAwake: Bool
  var last: CatMood.Last?
  /// The moment of the mood that its object shows, in milliseconds.
  var shownAt: Int64
  /// The first reason then; nil for a cat at rest.
  var reason: String?
  var sequence: Int64

  func mood(at moment: Int64, _ clock: DayClock) -> ShownMood { ShownMood(cat, last, at: moment, clock) }
}

/// A cat's mood at one moment, as everybody is told it.
struct ShownMood: Hashable, Sendable {
  let cat: Cat
  let at: Int64
  /// Of the newest row by then; 0 for none.
  let row: Int64
  let state: Levels
  let clock: Int64
  let pad: Levels
  let label: MoodLabel

  var octant: Octant { Octant(pad) }
  var voice: Voice { Voice(pad) }
  var face: Face { Face(cat: cat, label: label) }

  /// - Parameter last: the cat's newest row that is not later than `moment`.
  init(_ cat: Cat, _ last: CatMood.Last?, at moment: Int64, _ clock: DayClock) {
    let mood = CatMood(cat, last: last)
    self.cat = cat
    at = moment
    row = last?.number ?? 0
    state = mood.state(at: moment)
    self.clock = clock.arousal(at: moment)
    pad = clock.shown(state, at: moment)
    label = mood.label(at: moment, clock)
  }
}

extension PlaceKind {
  static let cats = PlaceKind("cats")
}

extension PlaceID {
  /// The one place of all cats.
  static let cats = PlaceID(.cats, 1)
}

extension Cat {
  /// The order of its object.
  var order: String { position < 9 ? "0\(position + 1)" : "\(position + 1)" }
}
