import Core
import JSON

/// What titles of verses and labels of choices may be: whatever stands in one line and is no sign of a link in Twine.
enum VerseRules {
  static let titles = 1...80
  static let longestBody = 8_000
  static let longestNote = 200

  private static let linkSigns = ["[[", "]]", "->", "<-", "|"]
  /// What Twee calls its own passages.
  private static let taken: Set<ShortName> = ["StoryTitle", "StoryData", "StoryValues"]

  /// Nil when the label will do. It has been checked as a line.
  static func problem(ofLabel text: String) -> String? {
    linkSigns.contains { text.holds($0) } ? "must not hold [[, ]], ->, <- or |" : nil
  }

  static func problem(ofTitle text: String) -> String? {
    if taken.contains(ShortName(text)) { return "must not be StoryTitle, StoryData or StoryValues" }
    return problem(ofLabel: text)
  }
}

extension String {
  /// Whether the bytes of the other text stand in it.
  func holds(_ other: String) -> Bool {
    let (bytes, sought) = (Array(utf8), Array(other.utf8))
    guard let first = sought.first, bytes.count >= sought.count else { return false }
    return (0...(bytes.count - sought.count)).contains { bytes[$0] == first && bytes[$0..<$0 + sought.count].elementsEqual(sought) }
  }
}

extension Fields {
  mutating func verseTitle(_ name: String) -> String { ruled(name, line(name, VerseRules.titles), VerseRules.problem(ofTitle:)) }

  mutating func choiceLabel(_ name: String) -> String { ruled(name, line(name, Choice.labels), VerseRules.problem(ofLabel:)) }

  private mutating func ruled(_ name: String, _ text: String, _ problem: (String) -> String?) -> String {
    guard !text.isEmpty, let problem = problem(text) else { return text }
    refuse(name, problem)
    return ""
  }
}

/// A title as it is compared: without regard to upper and lower case.
struct TitleKey: Hashable, Sendable {
  let bytes: [UInt8]

  init(_ title: String) { bytes = Array(title.lowercased().utf8) }

  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension VerseRules {
  /// The title, or the title with ` 2`, ` 3`… after it: the first that is not taken. It is cut to leave room for the number.
  static func freeTitle(_ title: String, isTaken: (TitleKey) -> Bool) -> String {
    let scalars = Array(title.unicodeScalars)
    func cut(_ count: Int) -> String {
      TextRules.trimmed(String(String.UnicodeScalarView(scalars.prefix(count))))
    }
    let whole = cut(titles.upperBound)
    if !isTaken(TitleKey(whole)), problem(ofTitle: whole) == nil { return whole }
    var number = 2
    while true {
      let suffix = " \(number)"
      let candidate = cut(titles.upperBound - suffix.utf8.count) + suffix
      if !isTaken(TitleKey(candidate)) { return candidate }
      number += 1
    }
  }
}
