import Core

/// What one member keeps of one story: nothing but choices taken. Everything shown is the fold of them over the story as it stands.
struct Reading: Sendable {
  static let mostBookmarks = 5
  static let bookmarkNames = 1...60

  /// A point to return to.
  struct Bookmark: Sendable {
    let id: Int
    let name: String
    let path: ReadingPath
  }

  var path = ReadingPath()
  var bookmarks: [Bookmark] = []

  enum Action: Sendable {
    case choose(ChoiceID)
    case back
    case restart
    case bookmark(String)
    case `return`(Int)
    case forget(Int)
  }

  enum Refusal: Error, Hashable, Sendable {
    /// The reading stands at another step.
    case step(Int)
    case choice
    case action
    case bookmark
    case tooManySteps
    case tooManyBookmarks
  }

  /// Does one thing. What no longer holds of the path is cut first.
  mutating func take(_ action: Action, at step: Int, in narrative: Narrative) throws(Refusal) {
    let folded = narrative.fold(path.steps)
    guard step == folded.step else { throw .step(folded.step) }
    var next = self
    next.path.steps = Array(path.steps.prefix(folded.step))
    switch action {
    case .choose(let id):
      guard narrative.open(id, in: folded.state) != nil else { throw .choice }
      guard next.path.steps.count < ReadingPath.mostSteps else { throw .tooManySteps }
      next.path.steps.append(id)
    case .back:
      guard next.path.steps.popLast() != nil else { throw .action }
    case .restart:
      next.path.steps = []
    case .bookmark(let name):
      guard bookmarks.count < Self.mostBookmarks else { throw .tooManyBookmarks }
      next.bookmarks.append(Bookmark(id: (bookmarks.map(\.id).max() ?? 0) + 1, name: name, path: next.path))
    case .return(let id):
      guard let bookmark = bookmarks.first(where: { $0.id == id }) else { throw .bookmark }
      next.path = bookmark.path
    case .forget(let id):
      guard let index = bookmarks.firstIndex(where: { $0.id == id }) else { throw .bookmark }
      next.bookmarks.remove(at: index)
    }
    self = next
  }
}
