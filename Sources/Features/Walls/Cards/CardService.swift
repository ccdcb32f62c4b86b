import Core
import Media

/// Which cards are to be fetched, and what comes of it. The server's own: no member and no viewer ever calls it.
struct CardService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let modules: ModuleRepository
  let cards: CardRepository
  let media: MediaUseRepository

  /// How long a node may take for one card, with a margin for clocks that differ. After that, another node takes it.
  static let patience = Duration.seconds(20)

  /// The next card to fetch; nil if there is none. Those of `busy` owners wait.
  func next(_ scope: Scope, except busy: [UserID]) async throws -> CardFetch? {
    try scope.require(.admin)
    // Most of the time there is none, and reading is all it takes to know.
    guard try await cards.hasDue(at: scope.now) else { return nil }
    return try await work.transaction {
      try await cards.take(at: scope.now, until: scope.now + Self.patience, except: busy, in: $0)
    }
  }

  /// Puts on the wall what was found. Nothing happens if the module has changed or been removed since, or another node has taken the fetch.
  ///
  /// - Parameter found: nil if the page could not be had.
  func finish(_ scope: Scope, _ fetch: CardFetch, _ found: FoundCard?) async throws {
    try scope.require(.admin)
    let event = try await work.transaction { transaction -> Event? in
      guard try await profiles.locked(fetch.owner, in: transaction) != nil, try await cards.finish(fetch, in: transaction),
        var module = try await modules.own(fetch.module, of: fetch.owner, in: transaction), module.removedAt == nil
      else { return nil }
      let image = try await image(found?.image, for: module, at: scope.now, in: transaction)
      module.card = found.map { LinkCard($0.page, image: image) } ?? LinkCard.none
      module.sequence = try await PlaceID.wall(fetch.owner).takeSeq(in: transaction)
      try await modules.update(module, in: transaction)
      return Event(changed: module.object, in: .wall(fetch.owner))
    }
    if let event { scope.outbox.add(event) }
  }

  /// The picture, used by the module from now on; nil if its owner has deleted it meanwhile.
  private func image(
    _ id: MediaID?, for module: WallModule, at now: Timestamp, in transaction: Transaction
  ) async throws -> ShownMedia? {
    guard let id else { return nil }
    do {
      return try await media.claim(
        [MediaClaim(id, kind: .image, field: "content.url")], for: module.id.rawValue, of: ModuleMediaRows(), owner: module.owner, at: now,
        in: transaction)[id]
    } catch let refusal as AppError where refusal.code == .validation {
      return nil
    }
  }
}
