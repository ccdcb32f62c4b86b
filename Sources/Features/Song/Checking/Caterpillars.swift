/// Two layers can be drawn without a crossing exactly if each connected part of them is a caterpillar: a path, and leaves on it.
struct Caterpillars {
  /// Both layers from left to right without a crossing. Nil if there is always one.
  private(set) var orders: (upper: [Int], lower: [Int])?

  private var neighbours: [Int: [Int]] = [:]

  init(_ upper: [Int], _ lower: [Int], _ below: [[Int]]) {
    for verse in upper {
      // Two choices between the same verses lie on each other.
      for target in Set(below[verse]).sorted() {
        neighbours[verse, default: []].append(target)
        neighbours[target, default: []].append(verse)
      }
    }
    let isUpper = Set(upper)
    var seen: Set<Int> = []
    var (left, right): ([Int], [Int]) = ([], [])
    for verse in upper + lower where !seen.contains(verse) {
      guard let line = line(through: verse, &seen) else { return }
      left += line.filter(isUpper.contains)
      right += line.filter { !isUpper.contains($0) }
    }
    orders = (left, right)
  }

  /// The part that holds the verse, from one end to the other. Nil if it is no caterpillar.
  private func line(through verse: Int, _ seen: inout Set<Int>) -> [Int]? {
    var part = [verse]
    seen.insert(verse)
    var next = 0
    while next < part.count {
      for other in neighbours[part[next]] ?? [] where seen.insert(other).inserted { part.append(other) }
      next += 1
    }
    let choices = part.reduce(0) { $0 + (neighbours[$1]?.count ?? 0) } / 2
    guard choices == part.count - 1 else { return nil }
    // What is left without the leaves must be a path.
    func isLeaf(_ verse: Int) -> Bool { (neighbours[verse]?.count ?? 0) < 2 }
    let spine = part.filter { !isLeaf($0) }
    guard !spine.isEmpty else { return part.sorted() }
    func onSpine(_ verse: Int) -> [Int] { (neighbours[verse] ?? []).filter { !isLeaf($0) } }
    guard spine.allSatisfy({ onSpine($0).count <= 2 }), let end = spine.filter({ onSpine($0).count < 2 }).min() else { return nil }
    var line: [Int] = []
    var (previous, current): (Int?, Int?) = (nil, end)
    while let verse = current {
      line.append(verse)
      line += (neighbours[verse] ?? []).filter(isLeaf).sorted()
      // The next verse of the path stands to the right of the leaves beside it.
      let following = onSpine(verse).first { $0 != previous }
      (previous, current) = (verse, following)
    }
    return line
  }
}
