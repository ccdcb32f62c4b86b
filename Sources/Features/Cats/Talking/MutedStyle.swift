import Core

/// The stylesheet that hides the messages of muted cats from one member. Frames stay the same bytes for all.
enum MutedStyle {
  static func css(hiding bots: [UserID]) -> [UInt8] {
    guard !bots.isEmpty else { return [] }
    let authors = bots.map { #"[data-author="\#($0)"]"# }.joined(separator: ", ")
    return Array(".message:is(\(authors)) { display: none; }\n".utf8)
  }
}
