import Core
import Media
import Relations

/// How staff remove modules, and bring them back.
struct ModuleRemoval: StaffRemoval {
  let service: ModuleService

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = ModuleID(text: key), let owner = try await service.modules.owner(of: id, in: transaction),
      try await service.profiles.locked(owner, in: transaction) != nil,
      let module = try await service.modules.own(id, of: owner, in: transaction)
    else { return .unknown }
    guard module.removedAt == nil else { return .gone }
    return .removed(try await service.takeDown(module, byStaff: true, at: now, in: transaction))
  }

  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await service.modules.made(by: user, since: moment, limit: limit, in: snapshot).map(\.description)
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = ModuleID(text: key), let owner = try await service.modules.owner(of: id, in: transaction),
      try await service.profiles.locked(owner, in: transaction) != nil,
      let module = try await service.modules.own(id, of: owner, in: transaction), module.isRemovedByStaff, module.removedAt != nil
    else { return nil }
    return try await service.putUp(module, at: now, in: transaction).1
  }
}

/// How staff remove stickers, and bring them back.
struct StickerRemoval: StaffRemoval {
  let service: StickerService

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = StickerID(text: key), let owner = try await service.stickers.owner(of: id, in: transaction),
      try await service.profiles.locked(owner, in: transaction) != nil,
      let sticker = try await service.stickers.sticker(id, in: transaction)
    else { return .unknown }
    guard try await !service.stickers.isGone(id, in: transaction) else { return .gone }
    return .removed(try await service.takeDown(sticker, byStaff: true, at: now, in: transaction))
  }

  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await service.stickers.made(by: user, since: moment, limit: limit, in: snapshot).map(\.description)
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = StickerID(text: key), let owner = try await service.stickers.owner(of: id, in: transaction),
      try await service.profiles.locked(owner, in: transaction) != nil
    else { return nil }
    let sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
    guard try await service.stickers.restore(id, sequence: sequence, in: transaction),
      let sticker = try await service.stickers.sticker(id, in: transaction)
    else { return nil }
    if let file = sticker.shown?.file {
      let kept = try await service.media.revive(id.rawValue, of: StickerMediaRows(), in: transaction)
      guard kept.contains(file.id) else { return nil }
    }
    let object = sticker.object(hiddenFrom: try await service.strangers(to: sticker.placer, in: transaction))
    return [Event(changed: object, in: .wall(owner))]
  }
}

/// How staff remove entries of guestbooks, and bring them back.
struct EntryRemoval: StaffRemoval {
  let service: GuestbookService

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = EntryID(text: key), let owner = try await service.guestbook.owner(of: id, in: transaction),
      try await service.profiles.locked(owner, in: transaction) != nil, let entry = try await service.guestbook.entry(id, in: transaction)
    else { return .unknown }
    // An entry of a banned member is shown to nobody, and yet there.
    guard try await !service.guestbook.isGone(id, in: transaction), let author = entry.author else { return .gone }
    return .removed(try await service.takeDown(entry, by: author, byStaff: true, at: now, in: transaction))
  }

  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await service.guestbook.made(by: user, since: moment, limit: limit, in: snapshot).map(\.description)
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = EntryID(text: key), let owner = try await service.guestbook.owner(of: id, in: transaction),
      try await service.profiles.locked(owner, in: transaction) != nil
    else { return nil }
    let sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
    guard try await service.guestbook.restore(id, sequence: sequence, in: transaction),
      let entry = try await service.guestbook.entry(id, in: transaction), let author = entry.author
    else { return nil }
    let object = entry.object(hiddenFrom: try await RelationRepository.strangers(to: author, at: transaction))
    return [Event(changed: object, in: .wall(owner))]
  }
}
