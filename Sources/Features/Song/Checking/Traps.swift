/// Finds loops without an ending in them and without a way out: strongly connected parts that nothing leaves (Tarjan, without recursion).
struct Traps {
  /// The verse with the smallest id of each.
  private(set) var smallest: Set<Int> = []

  private let ways: [[Int]]
  private var number: [Int]
  private var low: [Int]
  private var part: [Int]
  private var stack: [Int] = []
  private var next = 0
  private var parts = 0

  init(_ story: CanonStory, _ isReached: [Bool]) {
    ways = story.ways
    number = [Int](repeating: -1, count: ways.count)
    low = number
    part = number
    for index in ways.indices where isReached[index] && number[index] < 0 { visit(index) }
    var hasExit = [Bool](repeating: false, count: parts)
    var isLoop = hasExit
    var first = [Int](repeating: -1, count: parts)
    for index in ways.indices where isReached[index] {
      let own = part[index]
      if first[own] < 0 { first[own] = index } else { isLoop[own] = true }
      if story.verses[index].isEnding { hasExit[own] = true }
      for target in ways[index] {
        if part[target] != own { hasExit[own] = true }
        if target == index { isLoop[own] = true }
      }
    }
    smallest = Set((0..<parts).filter { isLoop[$0] && !hasExit[$0] }.map { first[$0] })
  }

  private mutating func visit(_ start: Int) {
    var calls: [(verse: Int, way: Int)] = [(start, 0)]
    open(start)
    while let call = calls.last {
      let verse = call.verse
      guard call.way < ways[verse].count else {
        calls.removeLast()
        if let caller = calls.last?.verse { low[caller] = min(low[caller], low[verse]) }
        if low[verse] == number[verse] { close(verse) }
        continue
      }
      calls[calls.count - 1].way += 1
      let target = ways[verse][call.way]
      if number[target] < 0 {
        open(target)
        calls.append((target, 0))
      } else if part[target] < 0 {
        low[verse] = min(low[verse], number[target])
      }
    }
  }

  private mutating func open(_ verse: Int) {
    number[verse] = next
    low[verse] = next
    next += 1
    stack.append(verse)
  }

  private mutating func close(_ verse: Int) {
    while let last = stack.popLast() {
      part[last] = parts
      if last == verse { break }
    }
    parts += 1
  }
}
