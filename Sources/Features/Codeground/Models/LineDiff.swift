import Differences

/// The difference of two texts, line by line: which lines of both are the same. A text is its split at LF.
///
/// The edit is a shortest one (Myers, "An O(ND) Difference Algorithm", the linear-space variant), for texts of any length.
struct LineDiff: Sendable {
  let old: [Substring]
  let new: [Substring]
  /// The lines that are deleted and inserted, in ascending order on both sides. Two of them have at least one common line in between.
  let changes: [Change]

  /// Lines of the old text that these lines of the new one stand for. One of the two may be empty.
  struct Change: Hashable, Sendable {
    var old: Range<Int>
    var new: Range<Int>
  }

  init(from old: String, to new: String) {
    self.init(from: old.codeLines, to: new.codeLines)
  }

  init(from old: [Substring], to new: [Substring]) {
    self.old = old
    self.new = new
    changes = Self.changes(from: old, to: new)
  }

  private static func changes(from old: [Substring], to new: [Substring]) -> [Change] {
    let (left, right) = numbered(old, new)
    var isDeleted = [Bool](repeating: false, count: left.count)
    var isInserted = [Bool](repeating: false, count: right.count)
    // A line that the other side does not have is changed whatever happens, so the search leaves it out.
    let (here, there) = (Set(left), Set(right))
    let keptLeft = left.indices.filter { there.contains(left[$0]) }
    let keptRight = right.indices.filter { here.contains(right[$0]) }
    for index in left.indices where !there.contains(left[index]) { isDeleted[index] = true }
    for index in right.indices where !here.contains(right[index]) { isInserted[index] = true }
    var search = MyersSearch(keptLeft.map { left[$0] }, keptRight.map { right[$0] })
    search.run()
    for (position, isChanged) in search.isDeleted.enumerated() where isChanged { isDeleted[keptLeft[position]] = true }
    for (position, isChanged) in search.isInserted.enumerated() where isChanged { isInserted[keptRight[position]] = true }
    return collected(isDeleted, isInserted)
  }

  /// Equal lines get equal numbers: comparing numbers is cheap.
  private static func numbered(_ old: [Substring], _ new: [Substring]) -> ([Int32], [Int32]) {
    var numbers: [[UInt8]: Int32] = [:]
    numbers.reserveCapacity(old.count + new.count)
    func number(_ line: Substring) -> Int32 {
      let next = Int32(numbers.count)
      // Strings are compared by canonical equivalence: two different lines can be equal strings, and a stranger's can make it slow.
      let key = Array(line.utf8)
      if let known = numbers[key] { return known }
      numbers[key] = next
      return next
    }
    return (old.map(number), new.map(number))
  }

  private static func collected(_ isDeleted: [Bool], _ isInserted: [Bool]) -> [Change] {
    var changes: [Change] = []
    var (x, y) = (0, 0)
    while x < isDeleted.count || y < isInserted.count {
      let (fromX, fromY) = (x, y)
      while x < isDeleted.count, isDeleted[x] { x += 1 }
      while y < isInserted.count, isInserted[y] { y += 1 }
      if x > fromX || y > fromY {
        changes.append(Change(old: fromX..<x, new: fromY..<y))
      } else {
        x += 1
        y += 1
      }
    }
    return changes
  }
}

extension String {
  /// The lines of a text, without their line feeds. An empty text is one empty line.
  var codeLines: [Substring] { Substring(self).codeLines }
}

extension Substring {
  fileprivate var codeLines: [Substring] {
    utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
  }
}
