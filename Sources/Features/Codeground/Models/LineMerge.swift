/// Merges two changes of one text, line by line (diff3). Changes that touch no common or adjacent line both apply, equal ones once. What
/// collides stands in the text with markers around it.
struct LineMerge: Sendable {
  static let oursMarker = "<<<<<<< yours"
  static let middleMarker = "======="
  static let theirsMarker = ">>>>>>> theirs"

  let text: String
  /// How many parts of the text collide.
  let conflicts: Int

  init(base: String, ours: String, theirs: String) {
    let base = base.codeLines
    let left = LineDiff(from: base, to: ours.codeLines)
    let right = LineDiff(from: base, to: theirs.codeLines)
    var lines: [Substring] = []
    var conflicts = 0
    var position = 0
    for region in Self.regions(left, right) {
      lines += base[position..<region.base.lowerBound]
      position = region.base.upperBound
      let (mine, yours) = (left.new[region.ours], right.new[region.theirs])
      switch region.side {
      case .ours: lines += mine
      case .theirs: lines += yours
      case .both where mine.elementsEqual(yours, by: { $0.utf8.elementsEqual($1.utf8) }): lines += mine
      case .both:
        conflicts += 1
        lines.append(Substring(Self.oursMarker))
        lines += mine
        lines.append(Substring(Self.middleMarker))
        lines += yours
        lines.append(Substring(Self.theirsMarker))
      }
    }
    lines += base[position...]
    self.conflicts = conflicts
    text = lines.joined(separator: "\n")
  }

  /// Whether lines of the text begin with all three markers: somebody has still to decide.
  static func isUndecided(_ text: String) -> Bool {
    let marks = ["<<<<<<<", "=======", ">>>>>>>"]
    var found: Set<Int> = []
    for line in text.codeLines {
      for (index, mark) in marks.enumerated() where line.utf8.starts(with: mark.utf8) { found.insert(index) }
    }
    return found.count == marks.count
  }

  private enum Side { case ours, theirs, both }

  /// Lines of the base that one side or both have changed, with what stands for them on both sides.
  private struct Region {
    var base: Range<Int>
    var ours: Range<Int>
    var theirs: Range<Int>
    var side: Side
  }

  private static func regions(_ left: LineDiff, _ right: LineDiff) -> [Region] {
    var (mine, yours) = (left.changes[...], right.changes[...])
    // How much longer each side is than the base, up to here.
    var (drift, otherDrift) = (0, 0)
    var regions: [Region] = []
    while let start = [mine.first?.old.lowerBound, yours.first?.old.lowerBound].compactMap(\.self).min() {
      var end = start
      var (hasOurs, hasTheirs) = (false, false)
      let (oursStart, theirsStart) = (start + drift, start + otherDrift)
      var grew = true
      while grew {
        grew = false
        // A change that begins where the region ends touches it. Two changes of one side never touch.
        if let change = mine.first, change.old.lowerBound <= end {
          end = max(end, change.old.upperBound)
          drift += change.new.count - change.old.count
          mine = mine.dropFirst()
          (hasOurs, grew) = (true, true)
        }
        if let change = yours.first, change.old.lowerBound <= end {
          end = max(end, change.old.upperBound)
          otherDrift += change.new.count - change.old.count
          yours = yours.dropFirst()
          (hasTheirs, grew) = (true, true)
        }
      }
      regions.append(
        Region(
          base: start..<end, ours: oursStart..<end + drift, theirs: theirsStart..<end + otherDrift,
          side: hasOurs && hasTheirs ? .both : hasOurs ? .ours : .theirs))
    }
    return regions
  }
}
