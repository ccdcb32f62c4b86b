import Core
import Words

/// A piece of a text around the first match, with each matching word marked.
struct Snippet {
  /// Characters of text, marks and dots not counted.
  static let longest = 298
  /// Characters before the first match.
  private static let before = 60

  /// Plain pieces and marked ones, in order.
  let pieces: [(text: String, isMarked: Bool)]

  init(_ text: String, matching query: WordQuery) {
    let words = Words.cut(text)
    self.init(text, marking: query.matches(in: words).map { words[$0].range })
  }

  /// Marks the words that begin with one of the words of `sought`.
  init(_ text: String, beginningWith sought: String) {
    let beginnings = Words.cut(sought).prefix(WordQuery.mostWords).map(\.folded)
    let words = Words.cut(text).filter { word in
      beginnings.contains { word.folded.starts(with: $0) }
    }
    self.init(text, marking: words.map(\.range))
  }

  private init(_ text: String, marking matches: [Range<Int>]) {
    // One character after another, each with where it begins in bytes.
    let scalars = Array(text.unicodeScalars)
    var offsets: [Int] = []
    var offset = 0
    for scalar in scalars {
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    offsets.append(offset)
    let first =
      matches.first.flatMap { match in offsets.firstIndex { $0 >= match.lowerBound } } ?? 0
    let start = scalars.count <= Self.longest ? 0 : Self.start(before: first, in: scalars)
    let end = min(scalars.count, start + Self.longest)
    var pieces: [(text: String, isMarked: Bool)] = start > 0 ? [("…", false)] : []
    var marks = matches.drop { $0.upperBound <= offsets[start] }
    for index in start..<end {
      while let mark = marks.first, mark.upperBound <= offsets[index] { marks = marks.dropFirst() }
      let isMarked = marks.first.map { $0.contains(offsets[index]) } ?? false
      let character = Self.shown(scalars[index])
      let isBeginning = isMarked && marks.first?.lowerBound == offsets[index]
      if let last = pieces.last, last.isMarked == isMarked, !isBeginning {
        pieces[pieces.count - 1].text.unicodeScalars.append(character)
      } else {
        pieces.append((String(character), isMarked))
      }
    }
    if end < scalars.count { pieces.append(("…", false)) }
    self.pieces = pieces
  }

  /// Some way before the match, at the beginning of a word if there is one near.
  private static func start(before first: Int, in scalars: [Unicode.Scalar]) -> Int {
    let wanted = max(0, min(first - before, scalars.count - longest))
    guard wanted > 0 else { return 0 }
    let space = (wanted..<max(wanted, min(first, wanted + 20))).first {
      scalars[$0].properties.isWhitespace
    }
    return space.map { $0 + 1 } ?? wanted
  }

  /// Everything on one line.
  private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.properties.isWhitespace ? " " : scalar
  }
}
