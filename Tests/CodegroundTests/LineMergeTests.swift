import Foundation
import RandomTesting
import System
import Testing

@testable import Codeground

@Suite("Merging two changes of one text") struct LineMergeTests {
  /// What `git merge-file` makes of the same three texts. In the style that shows the base it does not join neighbouring collisions; the base
  /// is left out here.
  private func git(_ base: String, _ ours: String, _ theirs: String) throws -> (text: String, conflicts: Int) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("base", base), ("ours", ours), ("theirs", theirs)] {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    let files = ["ours", "base", "theirs"].map { folder.appending(path: $0).path }
    var printed: [UInt8] = []
    let status = Command("git", ["merge-file", "--diff3", "-p", "-q", "-L", "yours", "-L", "base", "-L", "theirs"] + files).run {
      printed += $0
    }
    let text = String(decoding: printed, as: UTF8.self)
    var isBase = false
    let lines = text.components(separatedBy: "\n").filter { line in
      if line == "||||||| base" { isBase = true } else if line == "=======" { isBase = false }
      return !isBase
    }
    return (lines.joined(separator: "\n"), Int(status))
  }

  /// A change of some lines, each into words that stand nowhere else.
  private func edited(_ lines: [String], _ name: String, _ chance: inout SeededRandom) -> [String] {
    var (result, serial) = ([String](), 0)
    for line in lines {
      switch Int.random(in: 0..<12, using: &chance) {
      case 0: continue
      case 1:
        serial += 1
        result.append("\(name) \(serial) for \(line)")
      case 2:
        serial += 1
        result += [line, "\(name) \(serial) after \(line)"]
      default: result.append(line)
      }
    }
    return result
  }

  @Test("gives what git merge-file gives", arguments: [1, 2, 3] as [UInt64])
  func likeGit(_ seed: UInt64) throws {
    var chance = SeededRandom(seed: seed)
    var clean = 0
    for _ in 0..<60 {
      let base = (0..<Int.random(in: 1...30, using: &chance)).map { "line \($0)" }
      let one = edited(base, "ours", &chance), other = edited(base, "theirs", &chance)
      let texts = [base, one, other].map { $0.joined(separator: "\n") + "\n" }
      guard !one.isEmpty, !other.isEmpty else { continue }
      let merge = LineMerge(base: texts[0], ours: texts[1], theirs: texts[2])
      let expected = try git(texts[0], texts[1], texts[2])
      #expect(merge.text == expected.text)
      #expect(merge.conflicts == expected.conflicts)
      #expect(LineMerge.isUndecided(merge.text) == (merge.conflicts > 0))
      clean += merge.conflicts == 0 ? 1 : 0
    }
    #expect((1..<60).contains(clean))
  }

  @Test("what one side alone has changed is taken, equal changes once", arguments: [1, 2, 3] as [UInt64])
  func oneSide(_ seed: UInt64) {
    var chance = SeededRandom(seed: seed)
    for _ in 0..<300 {
      let base = LineDiffTests.text(5, upTo: 20, &chance), other = LineDiffTests.text(5, upTo: 20, &chance)
      for (ours, theirs) in [(base, other), (other, base), (other, other)] {
        let merge = LineMerge(base: base, ours: ours, theirs: theirs)
        #expect(merge.text == other && merge.conflicts == 0)
      }
    }
  }

  @Test("a collision stands between three markers; changes of adjacent lines collide")
  func collisions() {
    let merge = LineMerge(base: "a\nb\nc\nd", ours: "a\nB\nc\nd", theirs: "a\nb\nC\nd")
    #expect(merge.text == "a\n<<<<<<< yours\nB\nc\n=======\nb\nC\n>>>>>>> theirs\nd" && merge.conflicts == 1)
    #expect(LineMerge(base: "a\nb\nc\nd", ours: "A\nb\nc\nd", theirs: "a\nb\nC\nd").text == "A\nb\nC\nd")
  }

  @Test("a text is undecided only with all three markers")
  func markers() {
    #expect(!LineMerge.isUndecided("=======\n>>>>>>> theirs"))
    #expect(!LineMerge.isUndecided(" <<<<<<< yours\n=======\n>>>>>>> theirs"))
    #expect(LineMerge.isUndecided("<<<<<<< yours\n=======\n>>>>>>> theirs"))
  }
}
