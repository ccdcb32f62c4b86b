/// The words of a search. Every term must occur, in any order.
///
/// A word is looked for at the beginning of words if it has two characters or more, and as a whole word if it has one. Words in quotes are
/// looked for as whole words in a row, and so is a run of Han, kana or Hangul. A quote that is not closed reaches to the end. No other
/// character has a meaning.
public struct WordQuery: Hashable, Sendable {
  /// The most words that count. The rest is ignored.
  public static let mostWords = 10

  public enum Term: Hashable, Sendable {
    /// Some word begins with it.
    case prefix([UInt8])
    /// These words occur in a row. One or more.
    case phrase([[UInt8]])
  }

  public let terms: [Term]

  public var isEmpty: Bool { terms.isEmpty }

  public init(_ text: String) {
    var terms: [Term] = []
    var rest = Self.mostWords
    var isQuoted = false
    for part in text.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false) {
      guard rest > 0 else { break }
      let words = Words.cut(String(decoding: part, as: UTF8.self)).prefix(rest)
      rest -= words.count
      if isQuoted {
        if !words.isEmpty { terms.append(.phrase(words.map(\.folded))) }
      } else {
        terms += Self.terms(words)
      }
      isQuoted.toggle()
    }
    self.terms = terms
  }

  private static func terms(_ words: some Collection<Word>) -> [Term] {
    var terms: [Term] = []
    for word in words {
      if word.continuesRun, case .phrase(let before) = terms.last {
        terms[terms.count - 1] = .phrase(before + [word.folded])
      } else if word.isIdeograph || word.length == 1 {
        terms.append(.phrase([word.folded]))
      } else {
        terms.append(.prefix(word.folded))
      }
    }
    return terms
  }

  /// Whether a text has all terms. The index answers this for texts at rest; both say the same.
  public func matches(_ text: String) -> Bool {
    let words = Words.cut(text)
    return terms.allSatisfy { !Self.places(of: $0, in: words).isEmpty }
  }

  /// The words of a text that match, in order: their positions in `words`.
  public func matches(in words: [Word]) -> [Int] {
    var found: Set<Int> = []
    for term in terms { found.formUnion(Self.places(of: term, in: words)) }
    return found.sorted()
  }

  private static func places(of term: Term, in words: [Word]) -> [Int] {
    switch term {
    case .prefix(let beginning): return words.indices.filter { words[$0].folded.starts(with: beginning) }
    case .phrase(let phrase):
      guard words.count >= phrase.count else { return [] }
      return (0...words.count - phrase.count).flatMap { start -> [Int] in
        let isHere = phrase.indices.allSatisfy { words[start + $0].folded == phrase[$0] }
        return isHere ? Array(start..<start + phrase.count) : []
      }
    }
  }
}
