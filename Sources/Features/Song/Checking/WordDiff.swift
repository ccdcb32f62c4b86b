import Differences

/// The difference of two texts, by words.
struct WordDiff: Sendable {
  enum Kind: String, Sendable {
    case same = "="
    case deleted = "-"
    case inserted = "+"
  }

  struct Part: Hashable, Sendable {
    let kind: Kind
    let text: String
  }

  /// Joined, those that are the same or deleted are the old text; those that are the same or inserted the new one. Two neighbours are of
  /// different kinds, and a deletion stands before the insertion in its place.
  let parts: [Part]

  init(from old: String, to new: String) {
    let (old, new) = (Self.words(old), Self.words(new))
    let (isDeleted, isInserted) = Self.changes(from: old, to: new)
    var builder = Builder()
    var (x, y) = (0, 0)
    while x < old.count || y < new.count {
      let (fromX, fromY) = (x, y)
      // White space that is the same between two changes belongs to both of them: a rewritten sentence is one change.
      while true {
        while x < old.count, isDeleted[x] { x += 1 }
        while y < new.count, isInserted[y] { y += 1 }
        guard x > fromX || y > fromY, x + 1 < old.count, y + 1 < new.count, isDeleted[x + 1] || isInserted[y + 1], old[x].isWhiteSpace
        else { break }
        x += 1
        y += 1
      }
      if x > fromX || y > fromY {
        for word in old[fromX..<x] { builder.add(.deleted, word) }
        for word in new[fromY..<y] { builder.add(.inserted, word) }
      } else {
        builder.add(.same, old[x])
        x += 1
        y += 1
      }
    }
    parts = builder.finished
  }

  private static func changes(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) -> ([Bool], [Bool]) {
    var numbers: [ArraySlice<UInt8>: Int32] = [:]
    func number(_ word: ArraySlice<UInt8>) -> Int32 {
      let next = Int32(numbers.count)
      if let known = numbers[word] { return known }
      numbers[word] = next
      return next
    }
    let (left, right) = (old.map(number), new.map(number))
    // A word that the other side does not have is changed whatever happens, so the search leaves it out.
    let (here, there) = (Set(left), Set(right))
    let (keptLeft, keptRight) = (left.indices.filter { there.contains(left[$0]) }, right.indices.filter { here.contains(right[$0]) })
    var search = MyersSearch(keptLeft.map { left[$0] }, keptRight.map { right[$0] })
    search.run()
    var (isDeleted, isInserted) = (left.map { !there.contains($0) }, right.map { !here.contains($0) })
    for (position, isChanged) in search.isDeleted.enumerated() where isChanged { isDeleted[keptLeft[position]] = true }
    for (position, isChanged) in search.isInserted.enumerated() where isChanged { isInserted[keptRight[position]] = true }
    return (isDeleted, isInserted)
  }

  /// Runs of white space and runs of everything else; joined they are the text.
  private static func words(_ text: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(text.utf8)
    var words: [ArraySlice<UInt8>] = []
    var start = 0
    var isSpace = false
    var position = 0
    for scalar in text.unicodeScalars {
      let isSpaceHere = scalar.properties.isWhitespace
      if position > start, isSpaceHere != isSpace {
        words.append(bytes[start..<position])
        start = position
      }
      isSpace = isSpaceHere
      position += UTF8.width(scalar)
    }
    if start < bytes.count { words.append(bytes[start...]) }
    return words
  }
}

private struct Builder {
  private var parts: [(kind: WordDiff.Kind, bytes: [UInt8])] = []

  mutating func add(_ kind: WordDiff.Kind, _ word: ArraySlice<UInt8>) {
    if let last = parts.last, last.kind == kind {
      parts[parts.count - 1].bytes += word
    } else {
      parts.append((kind, Array(word)))
    }
  }

  var finished: [WordDiff.Part] { parts.map { WordDiff.Part(kind: $0.kind, text: String(decoding: $0.bytes, as: UTF8.self)) } }
}

extension ArraySlice<UInt8> {
  /// Of a run, which is all white space or none.
  fileprivate var isWhiteSpace: Bool {
    String(decoding: self, as: UTF8.self).unicodeScalars.first.map(\.properties.isWhitespace) ?? false
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0..<0x80: 1
    case 0x80..<0x800: 2
    case 0x800..<0x1_0000: 3
    default: 4
    }
  }
}
