import RandomTesting
import Testing

@testable import Codeground

@Suite("The difference of two texts") struct LineDiffTests {
  /// The length of a longest common subsequence, by the textbook.
  private func common(_ old: [Substring], _ new: [Substring]) -> Int {
    var row = [Int](repeating: 0, count: new.count + 1)
    for line in old {
      var diagonal = 0
      for (index, other) in new.enumerated() {
        let above = row[index + 1]
        row[index + 1] = line == other ? diagonal + 1 : max(above, row[index])
        diagonal = above
      }
    }
    return row[new.count]
  }

  static func text(_ words: Int, upTo lines: Int, _ chance: inout SeededRandom) -> String {
    (0..<Int.random(in: 0...lines, using: &chance)).map { _ in
      ["", "a", "b", "c", " a", "}", "long line of words"][Int.random(in: 0..<words, using: &chance)]
    }.joined(separator: "\n")
  }

  /// A text after hunks, as a client applies them.
  private func applied(_ hunks: [Hunk], to old: String) -> String? {
    let lines = old.codeLines.map(String.init)
    var result: [String] = []
    var position = 0
    for hunk in hunks {
      let hasOld = hunk.lines.contains { !$0.hasPrefix("+") }
      let start = hunk.old - (hasOld ? 1 : 0)
      guard position <= start, start <= lines.count else { return nil }
      result += lines[position..<start]
      guard hunk.new == result.count + (hunk.lines.contains { !$0.hasPrefix("-") } ? 1 : 0) else { return nil }
      position = start
      for line in hunk.lines {
        let rest = String(decoding: line.utf8.dropFirst(), as: UTF8.self)
        switch line.utf8.first {
        case UInt8(ascii: "+"): result.append(rest)
        case UInt8(ascii: "-"), UInt8(ascii: " "):
          guard position < lines.count, lines[position].utf8.elementsEqual(rest.utf8) else { return nil }
          if line.utf8.first == UInt8(ascii: " ") { result.append(rest) }
          position += 1
        default: return nil
        }
      }
    }
    return (result + lines[position...]).joined(separator: "\n")
  }

  @Test("is a shortest edit, and its hunks make the new text of the old one", arguments: [1, 2, 3, 4] as [UInt64])
  func random(_ seed: UInt64) throws {
    var chance = SeededRandom(seed: seed)
    for round in 0..<400 {
      let words = Int.random(in: 1...7, using: &chance)
      let old = Self.text(words, upTo: round % 50, &chance), new = Self.text(words, upTo: 40, &chance)
      let diff = LineDiff(from: old, to: new)
      let changed = diff.changes.reduce(0) { $0 + $1.old.count + $1.new.count }
      #expect(changed == diff.old.count + diff.new.count - 2 * common(diff.old, diff.new), "\(old) \(new)")
      #expect(zip(diff.changes, diff.changes.dropFirst()).allSatisfy { $0.old.upperBound < $1.old.lowerBound })
      #expect(applied(diff.hunks, to: old) == new)
      #expect(diff.hunks.allSatisfy { hunk in hunk.lines.contains { !$0.hasPrefix(" ") } })
    }
  }

  @Test("two thousand lines in the opposite order have the shortest edit too")
  func reversed() {
    let lines = (0..<2_000).map { "line \($0)" }
    let diff = LineDiff(from: lines.joined(separator: "\n"), to: lines.reversed().joined(separator: "\n"))
    #expect(diff.changes.reduce(0) { $0 + $1.old.count + $1.new.count } == 2 * 1_999)
  }

  @Test("equal texts have none; an empty text is one empty line")
  func ends() {
    #expect(LineDiff(from: "a\nb\n", to: "a\nb\n").hunks == [])
    #expect(LineDiff(from: "", to: "a").hunks == [Hunk(old: 1, new: 1, lines: ["-", "+a"])])
    #expect(LineDiff(from: "b", to: "a\nb").hunks == [Hunk(old: 1, new: 1, lines: ["+a", " b"])])
    #expect(LineDiff(from: "a\n", to: "a").hunks == [Hunk(old: 1, new: 1, lines: [" a", "-"])])
  }

  @Test("lines that are equal as strings and differ in bytes are different")
  func bytes() {
    #expect(LineDiff(from: "caf\u{E9}", to: "cafe\u{301}").hunks.count == 1)
  }

  @Test("changes six lines apart share a hunk, with three lines around it")
  func context() {
    let old = (1...20).map(String.init)
    func hunks(_ changed: Int...) -> [Hunk] {
      var new = old
      for line in changed { new[line - 1] = "new" }
      return LineDiff(from: old.joined(separator: "\n"), to: new.joined(separator: "\n")).hunks
    }
    #expect(hunks(5, 12).count == 1)
    #expect(hunks(5, 13).map(\.old) == [2, 10])
    #expect(hunks(5, 13).map(\.lines.count) == [8, 8])
  }

  @Test("how many lines a save takes away is counted by equal lines")
  func removed() {
    #expect(CodeText.removed(from: "a\na\nb", in: "a\nc") == 2)
    #expect(CodeText.removed(from: "a\nb", in: "b\na") == 0)
  }
}
