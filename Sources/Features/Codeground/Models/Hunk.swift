/// A part of a difference with the lines around it.
struct Hunk: Hashable, Sendable {
  /// The first lines of both sides, counted from 1. Where a side has no line in it, the line before.
  let old: Int
  let new: Int
  /// Each begins with a space (both have it), `-` (the old text alone) or `+` (the new one alone).
  let lines: [String]

  /// How many common lines stand around a change.
  static let context = 3
}

extension LineDiff {
  /// Applying all of them to the old text gives the new one, byte for byte.
  var hunks: [Hunk] {
    var hunks: [Hunk] = []
    var rest = changes[...]
    while let first = rest.first {
      var group = [first]
      rest = rest.dropFirst()
      while let next = rest.first, let last = group.last, next.old.lowerBound - last.old.upperBound <= 2 * Hunk.context {
        group.append(next)
        rest = rest.dropFirst()
      }
      hunks.append(hunk(of: group))
    }
    return hunks
  }

  private func hunk(of group: [Change]) -> Hunk {
    let (first, last) = (group[0], group[group.count - 1])
    let before = min(Hunk.context, first.old.lowerBound)
    let after = min(Hunk.context, old.count - last.old.upperBound)
    var lines: [String] = []
    var position = first.old.lowerBound - before
    for change in group {
      lines += old[position..<change.old.lowerBound].map { " " + $0 }
      lines += old[change.old].map { "-" + $0 }
      lines += new[change.new].map { "+" + $0 }
      position = change.old.upperBound
    }
    lines += old[position..<position + after].map { " " + $0 }
    let (oldStart, newStart) = (first.old.lowerBound - before, first.new.lowerBound - before)
    let hasOld = before + after > 0 || group.contains { !$0.old.isEmpty } || group.count > 1
    let hasNew = before + after > 0 || group.contains { !$0.new.isEmpty } || group.count > 1
    return Hunk(old: oldStart + (hasOld ? 1 : 0), new: newStart + (hasNew ? 1 : 0), lines: lines)
  }
}
