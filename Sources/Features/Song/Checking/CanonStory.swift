/// The living canon of a story: what its map, its check and its exports are made of.
struct CanonStory: Sendable {
  struct Verse: Sendable {
    let id: VerseID
    let title: String
    let body: String
    let isEnding: Bool
    let choices: [Choice]
  }

  let root: VerseID
  let variables: [StoryVariable]
  /// By id.
  let verses: [Verse]
  private let indexes: [VerseID: Int]

  init(root: VerseID, variables: [StoryVariable], verses: [Verse]) {
    self.root = root
    self.variables = variables
    self.verses = verses.sorted { $0.id < $1.id }
    indexes = Dictionary(self.verses.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// Where a verse stands in `verses`; nil if it is not of the living canon.
  func index(of id: VerseID) -> Int? { indexes[id] }

  /// For each verse the indexes its choices lead to, in order, stubs left out.
  var ways: [[Int]] { verses.map { verse in verse.choices.compactMap { indexes[$0.to] } } }

  /// The indexes of the verses, breadth-first from the root in choice order; those that cannot be reached follow by id.
  var breadthFirst: (order: [Int], reachable: Int) {
    let ways = ways
    var isReached = [Bool](repeating: false, count: verses.count)
    var order: [Int] = []
    if let first = indexes[root] {
      order.append(first)
      isReached[first] = true
    }
    var next = 0
    while next < order.count {
      for target in ways[order[next]] where !isReached[target] {
        isReached[target] = true
        order.append(target)
      }
      next += 1
    }
    return (order + verses.indices.filter { !isReached[$0] }, order.count)
  }
}
