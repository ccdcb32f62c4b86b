/// The order of the verses in each layer: sweeps that put each verse at the mean of its neighbours, and the order with the fewest crossings.
struct MapOrder: Sendable {
  static let sweeps = 8

  /// The verses of each layer, from left to right.
  private(set) var rows: [[Int]]

  private let layer: [Int?]
  /// Neighbours in the layer above and below, one for each choice between them.
  private var above: [[Int]]
  private var below: [[Int]]

  init(_ layers: MapLayers) {
    layer = layers.layer
    above = [[Int]](repeating: [], count: layers.ways.count)
    below = above
    rows = [[Int]](repeating: [], count: (layers.layer.compactMap { $0 }.max() ?? -1) + 1)
    for verse in layers.layer.indices { if let row = layers.layer[verse] { rows[row].append(verse) } }
    for verse in layers.found {
      for (way, target) in layers.ways[verse].enumerated() where !layers.isBack[verse][way] {
        guard let own = layers.layer[verse], layers.layer[target] == own + 1 else { continue }
        above[target].append(verse)
        below[verse].append(target)
      }
    }
  }

  mutating func improve() {
    var (best, fewest) = (rows, crossings(in: rows))
    for start in [rows] + paths() {
      var current = start
      for sweep in 0..<Self.sweeps where fewest > 0 {
        let count = crossings(in: current)
        if count < fewest { (best, fewest) = (current, count) }
        self.sweep(&current, down: sweep.isMultiple(of: 2))
      }
      let count = crossings(in: current)
      if count < fewest { (best, fewest) = (current, count) }
      guard fewest > 0 else { break }
    }
    rows = best
  }

  private func sweep(_ rows: inout [[Int]], down: Bool) {
    var position = [Int](repeating: 0, count: above.count)
    for row in rows { for (place, verse) in row.enumerated() { position[verse] = place } }
    for number in down ? Array(rows.indices.dropFirst()) : Array(rows.indices.dropLast().reversed()) {
      let neighbours = down ? above : below
      // Twice the mean as a fraction of whole numbers: no rounding decides.
      let keys = rows[number].map { verse -> (sum: Int, count: Int) in
        let own = neighbours[verse]
        return own.isEmpty ? (position[verse], 1) : (own.reduce(0) { $0 + position[$1] }, own.count)
      }
      let sorted = rows[number].indices.sorted { left, right in
        let (a, b) = (keys[left].sum * keys[right].count, keys[right].sum * keys[left].count)
        return a == b ? rows[number][left] < rows[number][right] : a < b
      }
      rows[number] = sorted.map { rows[number][$0] }
      for (place, verse) in rows[number].enumerated() { position[verse] = place }
    }
  }

  /// How many pairs of choices between neighbouring layers cross.
  func crossings(in rows: [[Int]]) -> Int {
    var position = [Int](repeating: 0, count: above.count)
    for row in rows { for (place, verse) in row.enumerated() { position[verse] = place } }
    return rows.dropLast().enumerated().reduce(0) { sum, row in
      let ends = row.element.flatMap { verse in below[verse].map { position[$0] }.sorted() }
      return sum + Self.inversions(ends, rows[row.offset + 1].count)
    }
  }

  /// Counts with a tree of sums.
  private static func inversions(_ ends: [Int], _ count: Int) -> Int {
    var tree = [Int](repeating: 0, count: count + 1)
    var (inversions, seen) = (0, 0)
    for end in ends {
      var index = end + 1
      var notGreater = 0
      while index > 0 {
        notGreater += tree[index]
        index -= index & -index
      }
      inversions += seen - notGreater
      seen += 1
      index = end + 1
      while index <= count {
        tree[index] += 1
        index += index & -index
      }
    }
    return inversions
  }
}

extension MapOrder {
  /// How many pairs of layers are tried: those with the most choices between them.
  private static let mostPaths = 4

  /// For pairs of neighbouring layers that can be drawn without a crossing, an order of all layers in which they are.
  fileprivate func paths() -> [[[Int]]] {
    let choices = rows.map { row in row.reduce(0) { $0 + below[$1].count } }
    let busiest = rows.indices.dropLast().sorted { choices[$0] == choices[$1] ? $0 < $1 : choices[$0] > choices[$1] }
    return busiest.prefix(Self.mostPaths).compactMap { row in
      guard let (upper, lower) = Caterpillars(rows[row], rows[row + 1], below).orders else { return nil }
      var rows = rows
      rows[row] = upper
      rows[row + 1] = lower
      return rows
    }
  }
}
