/// Finds stories and loops that members show on walls. The feature that has them implements it; walls know nothing else of it.
public protocol SongFinder: Sendable {
  /// The member's own that others may see, newest first.
  func own(of member: UserID, limit: Int, at snapshot: Snapshot) async throws -> [OwnSong]

  /// What the member may show to others: it lives, they see it, and it is not private. A loop without a revision is the newest one. Nil if
  /// they may not.
  func showable(_ song: SongReference, by member: UserID, in transaction: Transaction) async throws -> SongReference?
}

/// A story or a loop of a member's own, to choose from.
public struct OwnSong: Sendable {
  public let reference: SongReference
  public let title: String

  public init(_ reference: SongReference, titled title: String) { (self.reference, self.title) = (reference, title) }
}

/// A reference to a story, or to a revision of a pattern. What it links to is asked when it is opened.
public enum SongReference: Hashable, Sendable {
  case story(Int64)
  /// Without a revision: the newest, until that is known.
  case loop(Int64, revision: Int?)

  /// As forms hold it: `story:7`, `pattern:7@2`.
  public var text: String {
    switch self {
    case .story(let id): "story:\(id)"
    case .loop(let id, let revision): "pattern:\(id)" + (revision.map { "@\($0)" } ?? "")
    }
  }

  public var link: String {
    switch self {
    case .story(let id): Link("song", "stories", String(id)).text
    case .loop(let id, _): Link("song", "patterns", String(id)).text
    }
  }
}
