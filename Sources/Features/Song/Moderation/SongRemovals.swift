import Core

/// How staff remove stories, and bring them back.
struct StoryRemoval: StaffRemoval {
  let service: StoryService

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = StoryID(text: key), try await StoryRows.lock(id, in: transaction),
      let story = try await service.stories.story(id, in: transaction)
    else { return .unknown }
    guard story.deletedAt == nil else { return .gone }
    return .removed(try await service.takeDown(story, by: .staff, at: now, in: transaction))
  }

  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await service.stories.made(by: user, since: moment, limit: limit, in: snapshot).map(\.description)
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = StoryID(text: key), try await StoryRows.lock(id, in: transaction),
      let story = try await service.stories.story(id, in: transaction), let deletedAt = story.deletedAt, story.staffRemoval == .staff,
      deletedAt > now - Story.restorable
    else { return nil }
    return try await service.putUp(story, at: now, in: transaction).1
  }
}

/// How staff remove verses, and bring them back.
struct VerseRemoval: StaffRemoval {
  let service: VerseService

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = VerseID(text: key), let story = try await service.verses.story(of: id, in: transaction),
      try await StoryRows.lock(story, in: transaction), let verse = try await service.verses.verse(id, in: transaction),
      let whole = try await service.stories.story(story, in: transaction)
    else { return .unknown }
    guard verse.deletedAt == nil else { return .gone }
    guard whole.details.root != id else { throw VerseService.isFirst }
    return .removed(try await service.takeDown(verse, by: .staff, at: now, in: transaction))
  }

  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await service.verses.made(by: user, since: moment, limit: limit, in: snapshot).map(\.description)
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = VerseID(text: key), let story = try await service.verses.story(of: id, in: transaction),
      try await StoryRows.lock(story, in: transaction), let verse = try await service.verses.verse(id, in: transaction),
      let deletedAt = verse.deletedAt, verse.staffRemoval == .staff, deletedAt > now - Verse.restorable
    else { return nil }
    return try await service.putUp(verse, at: now, in: transaction)
  }
}
