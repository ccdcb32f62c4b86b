import Core
import Relations
import Subjects

/// What the people whom a member follows have published.
public struct FeedService: Sendable {
  /// Entries read at once when some of those before may not be seen.
  private static let moreAtOnce = 100

  let feed: FeedRepository
  let kinds: SubjectKinds

  init(feed: FeedRepository, kinds: [any SubjectKind]) {
    self.feed = feed
    self.kinds = SubjectKinds(kinds.filter(\.isInFeed))
  }

  /// A part of the caller's feed, newest first.
  public func page(_ scope: Scope, _ request: FeedRequest) async throws -> FeedPage {
    let member = try scope.requireMember(.readWall)
    return try await feed.atOneMoment { snapshot in
      var author: UserID?
      if let username = request.person {
        author = try await feed.known(username, to: member.id, at: scope.now, at: snapshot)
        guard author != nil else { throw Self.noPerson }
      }
      var found: [FeedEntry] = []
      var (before, size) = (request.before, request.limit + 1)
      while found.count <= request.limit {
        let entries = try await feed.entries(of: request.kind, by: author, before: before, limit: size, for: member.id, at: snapshot)
        found += try await shown(entries, scope, at: snapshot)
        guard entries.count == size, let last = entries.last else { break }
        before = FeedCursor(createdAt: last.createdAt, id: last.id)
        size = max(size, Self.moreAtOnce)
      }
      let page = Array(found.prefix(request.limit))
      let last = found.count > request.limit ? page.last : nil
      return FeedPage(entries: page, next: last.map { FeedCursor(createdAt: $0.createdAt, id: $0.id) })
    }
  }

  /// Whose entries the caller may choose to see alone.
  public func followed(_ scope: Scope) async throws -> [Person] {
    let member = try scope.requireMember(.readWall)
    return try await feed.atOneMoment { try await feed.followed(by: member.id, at: $0) }
  }

  /// Those of the entries that the caller may see, in their order.
  private func shown(_ entries: [LedgerEntry], _ scope: Scope, at snapshot: Snapshot) async throws -> [FeedEntry] {
    let cards = try await kinds.cards(of: entries, \.kind, \.subject, to: scope, at: snapshot)
    return entries.compactMap { entry in
      guard let card = cards[entry.kind]?[entry.subject], let author = card.author else { return nil }
      return FeedEntry(
        id: entry.id, kind: entry.kind, author: author, title: card.title, link: card.link, html: card.html, createdAt: entry.createdAt)
    }
  }

  /// Named beside its field too, for the form.
  private static let noPerson = AppError(.notFound, AppError.notFound("This person").message, details: ["person": "cannot be found"])
}
