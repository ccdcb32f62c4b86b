import Core

/// The stylesheet that puts messages of people whom a member does not hear out of sight. A script adds a button that shows one of them again.
enum HiddenStyle {
  static func css(hiding people: [UserID]) -> [UInt8] {
    guard !people.isEmpty else { return [] }
    let authors = people.map { #"[data-author="\#($0)"]"# }.joined(separator: ", ")
    return Array(
      """
      .message:is(\(authors)) { --hidden: 1; }
      .message:is(\(authors)):not(.shown) .sheet > :not(.message-head, .hidden-message) { display: none; }
      .message:is(\(authors)):not(.shown) .sheet:not(:has(> .hidden-message))::after { content: "Hidden message"; }

      """.utf8)
  }
}
