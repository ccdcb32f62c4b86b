/// Depth-first from the root, in choice order: which choices lead back, and in which layer each verse lies.
struct MapLayers: Sendable {
  /// The indexes of the verses that each choice leads to, stubs left out.
  let ways: [[Int]]
  /// For each of them, whether it leads back to a verse on the way to it.
  private(set) var isBack: [[Bool]]
  /// The longest way from the root without leading back; nil if there is none.
  private(set) var layer: [Int?]
  /// The reachable verses in the order in which they were found.
  private(set) var found: [Int] = []

  init(_ story: CanonStory) {
    let ways = story.ways
    self.ways = ways
    isBack = ways.map { [Bool](repeating: false, count: $0.count) }
    layer = [Int?](repeating: nil, count: ways.count)
    guard let root = story.index(of: story.root) else { return }
    let finished = search(from: root)
    layer[root] = 0
    // Reversed, the order in which verses are left is one in which every verse comes before those it leads to.
    for verse in finished.reversed() {
      let next = (layer[verse] ?? 0) + 1
      for (way, target) in ways[verse].enumerated() where !isBack[verse][way] { layer[target] = max(layer[target] ?? 0, next) }
    }
  }

  private mutating func search(from root: Int) -> [Int] {
    var isFound = [Bool](repeating: false, count: ways.count)
    var isOnWay = isFound
    var finished: [Int] = []
    var calls: [(verse: Int, way: Int)] = [(root, 0)]
    isFound[root] = true
    isOnWay[root] = true
    found.append(root)
    while let call = calls.last {
      guard call.way < ways[call.verse].count else {
        calls.removeLast()
        isOnWay[call.verse] = false
        finished.append(call.verse)
        continue
      }
      calls[calls.count - 1].way += 1
      let target = ways[call.verse][call.way]
      if isOnWay[target] {
        isBack[call.verse][call.way] = true
      } else if !isFound[target] {
        isFound[target] = true
        isOnWay[target] = true
        found.append(target)
        calls.append((target, 0))
      }
    }
    return finished
  }
}
