import Core

/// The names of a file's passages, and the titles that their verses get. The first verse has key 1.
struct TweeNames: Sendable {
  private var keys: [[UInt8]: Int] = [:]
  private var titles: [TitleKey: Int] = [:]
  private var count = 0

  /// Makes the next verse's title: what is no title is mended, and one that is taken, ignoring case, gets a number.
  mutating func add(_ name: String) -> String {
    let title = VerseRules.freeTitle(TweeRepair.title(name)) { titles[$0] != nil }
    count += 1
    titles[TitleKey(title)] = count
    if keys[Array(name.utf8)] == nil { keys[Array(name.utf8)] = count }
    return title
  }

  /// The verse that a link names.
  func key(of name: String) -> Int? { keys[Array(name.utf8)] ?? titles[TitleKey(name)] }
}

/// Makes titles and labels of what files hold.
enum TweeRepair {
  static func title(_ text: String) -> String { withoutLinks(line(text, VerseRules.titles.upperBound)) ?? "Untitled" }

  static func label(_ text: String) -> String { withoutLinks(line(text, Choice.labels.upperBound)) ?? "Go on" }

  /// One line of at most so many characters, without what hides.
  static func line(_ text: String, _ longest: Int) -> String {
    let trimmed = TextRules.trimmed(text)
    if !trimmed.isEmpty, TextRules.length(trimmed) <= longest, TextRules.problem(ofLine: trimmed) == nil, TextRules.isReadable(trimmed) {
      return trimmed
    }
    let scalars = trimmed.unicodeScalars.prefix(4 * longest).filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
      default: true
      }
    }
    let shown = TextRules.trimmed(String(String.UnicodeScalarView(scalars.prefix(longest))))
    return TextRules.problem(ofLine: shown) == nil && TextRules.isReadable(shown) ? shown : "Untitled"
  }

  /// Nil if nothing is left to read.
  private static func withoutLinks(_ text: String) -> String? {
    guard VerseRules.problem(ofLabel: text) != nil else { return text }
    let signs = Set("[]<>|".unicodeScalars)
    let left = TextRules.trimmed(String(String.UnicodeScalarView(text.unicodeScalars.filter { !signs.contains($0) })))
    return TextRules.isReadable(left) ? left : nil
  }
}
