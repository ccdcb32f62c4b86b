import Core

/// A look at all cats.
struct CatList: Sendable {
  let cats: [KeptCat]
  let head: PlaceHead
  let clock: DayClock
}

/// A look at one cat, now or earlier.
struct CatLook: Sendable {
  /// As its object shows it.
  let kept: KeptCat
  let head: PlaceHead
  let mood: ShownMood
  let reasons: [ReasonView]
  let you: Acquaintance
  /// By the member who looks.
  let isMuted: Bool
  /// Minutes before now.
  let ago: Int64
  let clock: DayClock

  var cat: Cat { kept.cat }
}

/// A reason as one member is told it.
struct ReasonView: Sendable {
  let reason: Reason
  let who: Whose?
  let text: String
}

/// A row as one member is told it.
struct LedgerView: Sendable {
  let row: LedgerRow
  let who: Whose?
}

struct LedgerSlice: Sendable {
  let cat: Cat
  let rows: [LedgerView]
  /// Where the next page begins; nil at the end.
  let next: Int64?
}

/// What a cat thinks of the member who asks.
struct Acquaintance: Sendable {
  let affinity: Affinity
  /// Living ones, newest first.
  let memories: [Memory]
  let moment: Int64

  init(_ memories: [Memory], _ bond: Bond, at moment: Int64) {
    affinity = Affinity(memories, bond, at: moment)
    self.memories = memories.filter { $0.isLiving(at: moment) }.sorted { ($0.at, $0.number) > ($1.at, $1.number) }
    self.moment = moment
  }
}
