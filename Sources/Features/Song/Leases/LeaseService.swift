import Core
import JSON
import Relations

/// Who is writing a verse, so that others wait: claimed and released by signals, and over by itself.
public struct LeaseService: Sendable {
  let work: UnitOfWork
  let access: StoryAccess
  let verses: VerseRepository
  let leases: LeaseRepository

  /// Claims a verse, or goes on holding it; until when.
  func claim(_ sender: SignalSender, _ verse: VerseID, in story: StoryID) async throws -> Timestamp {
    let scope = sender.scope
    let member = try scope.requireMember(.editSong)
    let lease = try await work.transaction { transaction in
      let seen = try await find(sender, verse, in: story, in: transaction)
      guard seen.isSaved(by: member.id) else { throw AppError.forbidden("You may not change this verse") }
      guard sender.isWatching else { throw AppError.forbidden("Only those who watch the story can claim its verses") }
      let held = try await leases.lease(of: verse, at: scope.now, in: transaction)
      switch Lease.claim(held?.lease, by: member.id, from: sender.socket, at: scope.now) {
      case .refused:
        throw Self.isHeld(by: held?.holder.username ?? "")
      case .held(let lease):
        try await leases.keep(lease, of: verse, in: story, in: transaction)
        return lease
      }
    }
    scope.outbox.add(Self.changed(in: story))
    return lease.until
  }

  /// Lets a verse go. What the member does not hold is left as it is.
  func release(_ sender: SignalSender, _ verse: VerseID, in story: StoryID) async throws {
    let scope = sender.scope
    let member = try scope.requireMember(.editSong)
    let isEnded = try await work.transaction { transaction in
      _ = try await find(sender, verse, in: story, in: transaction)
      guard try await leases.lease(of: verse, at: scope.now, in: transaction)?.holder.id == member.id else { return false }
      return try await leases.end(verse, in: transaction)
    }
    if isEnded { scope.outbox.add(Self.changed(in: story)) }
  }

  private func find(_ sender: SignalSender, _ verse: VerseID, in story: StoryID, in transaction: Transaction) async throws -> SeenVerse {
    let seen = try await access.lock(sender.scope, story, in: transaction)
    guard let found = try await verses.verse(verse, in: transaction), found.story == story else { throw AppError.notFound("This verse") }
    guard found.deletedAt == nil else { throw VerseService.gone }
    return SeenVerse(story: seen, verse: found)
  }

  /// A socket has stopped watching the story. The last one leaves the lease a moment, so that a reload does not lose it.
  func left(_ socket: String, _ story: StoryID, at now: Timestamp) async throws {
    try await work.transaction { transaction in
      guard try await StoryRows.lock(story, in: transaction) else { return }
      for verse in try await leases.claimed(by: socket, in: story, in: transaction) {
        guard let held = try await leases.lease(of: verse, at: now, in: transaction) else { continue }
        try await leases.keep(held.lease.left(by: socket, at: now), of: verse, in: story, in: transaction)
      }
    }
  }

  /// Ends what is over, a few at a time; how many there were. The server's own.
  func endOver(_ scope: Scope, limit: Int = 100) async throws -> Int {
    try scope.require(.admin)
    guard try await leases.isAnyOver(at: scope.now) else { return 0 }
    let ended = try await work.transaction { try await leases.endOver(at: scope.now, limit: limit, in: $0) }
    for story in Set(ended.map(\.story)) { scope.outbox.add(Self.changed(in: story)) }
    return ended.count
  }

  /// The verses of a story that somebody is writing.
  func held(in story: StoryID, at now: Timestamp) async throws -> [HeldLease] { try await leases.held(in: story, at: now) }

  // MARK: Asked by others

  static func isHeld(by username: String) -> AppError {
    AppError(.conflict, "@\(username) is writing this verse", details: ["holder": username])
  }

  /// Has every node look at the story's leases and tell those who watch it there.
  static func changed(in story: StoryID) -> Event {
    Event(signal: "leases_changed", inPlacesOf: .story) { json in json.field("story", story.rawValue) }
  }
}
