/// Why a cat is away from home: a row, and what is left of its effect.
struct Reason: Hashable, Sendable {
  static let most = 3
  /// How far back reasons go, in milliseconds.
  static let span: Int64 = 48 * 3_600_000
  /// At most this many of the newest rows are looked at.
  static let rows = 500

  let row: LedgerRow
  let left: Levels

  /// The axis of which most is left.
  var axis: Axis { Axis.allCases.max { abs(left[$0]) < abs(left[$1]) } ?? .pleasure }
}

extension Reason {
  /// The strongest reasons for a cat's state at a moment, from those of its rows that are not later. Strongest first; newer first among equals.
  static func of(_ cat: Cat, in state: Levels, at moment: Int64, from rows: some Sequence<LedgerRow>) -> [Reason] {
    let away = state - cat.nature.home
    let weighed = rows.lazy.filter { moment - $0.at < span }.compactMap { row -> (reason: Reason, weight: Int64)? in
      let left = row.effect.decayed(after: moment - row.at, cat.nature.halfLives)
      let weight = left.product(with: away)
      return weight > 0 ? (Reason(row: row, left: left), weight) : nil
    }
    let strongest = weighed.sorted { ($0.weight, $0.reason.row.number) > ($1.weight, $1.reason.row.number) }
    return strongest.prefix(most).map(\.reason)
  }
}

enum Axis: String, CaseIterable, Sendable {
  case pleasure, arousal, dominance
}

extension Levels {
  subscript(axis: Axis) -> Int64 {
    switch axis {
    case .pleasure: pleasure
    case .arousal: arousal
    case .dominance: dominance
    }
  }
}
