import Crypto

/// Three numbers that nobody can foresee without the key, and that are always the same for one event and cat.
struct Draws: Hashable, Sendable {
  let bias: UInt32
  let silence: UInt32
  let pick: UInt32

  init(_ key: HMACSHA256, event: String, cat: Cat) {
    let code = key.code(of: Array(event.utf8) + [UInt8(ascii: "\n")] + Array(cat.name.utf8))
    func number(at index: Int) -> UInt32 { code[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    bias = number(at: 0)
    silence = number(at: 4)
    pick = number(at: 8)
  }

  /// −2,000,000…2,000,000.
  var tilt: Int64 { Int64(bias % 4_000_001) - 2_000_000 }
  var percentile: Int64 { Int64(silence % 200) }
}

/// A cat that took notice of an event, and may say something about it.
struct Candidate: Sendable {
  /// Beyond these, further rows change nothing.
  static let mostFamiliar: Int64 = 10

  let row: LedgerRow
  /// How many earlier rows of the member's deeds the cat has.
  let familiarity: Int64

  func score(_ draws: Draws) -> Int64 {
    let nature = row.cat.nature
    let (after, root) = (row.after, row.cat == .root)
    let urge = 2_000_000 * nature.priority + 1_000_000 * min(familiarity, Self.mostFamiliar)
    let mood = 2 * after.pleasure + after.arousal + (root ? 4 : 2) * after.dominance
    return urge + mood - nature.silence * (nature.isObserver ? 40_000 : 100_000) + 2 * draws.tilt
  }

  /// Who speaks: the best, unless it keeps silent; then nobody does.
  static func speaker(among candidates: [Candidate], event: String, _ key: HMACSHA256) -> (candidate: Candidate, draws: Draws)? {
    let drawn = candidates.map { ($0, Draws(key, event: event, cat: $0.row.cat)) }
    let scored = drawn.map { (candidate: $0.0, draws: $0.1, score: $0.0.score($0.1)) }
    let best = scored.sorted { $0.candidate.row.cat < $1.candidate.row.cat }.max { $0.score < $1.score }
    guard let best, best.draws.percentile >= best.candidate.row.cat.nature.silence else { return nil }
    return (best.candidate, best.draws)
  }
}
