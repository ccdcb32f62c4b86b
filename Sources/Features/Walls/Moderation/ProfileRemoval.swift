import Accounts
import Core
import Media
import Relations

/// How staff empty profiles, and bring back for 30 days what they said. What the owner has written since stays.
struct ProfileRemoval: StaffRemoval {
  static let restorable = Duration.days(30)

  let profiles: ProfileRepository
  let users: UserRepository
  let media: MediaUseRepository
  let removed = RemovedProfileRepository()

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = UserID(text: key), try await users.lockedForEditing(id, in: transaction) != nil,
      let old = try await profiles.locked(id, in: transaction)
    else { return .unknown }
    guard old.saysSomething else { return .gone }
    try await removed.keep(old, at: now, in: transaction)
    try await claim(old.files.mapValues(\.id), for: old, as: RemovedProfileMediaRows(), at: now, in: transaction)
    try await media.hold([id.rawValue], of: RemovedProfileMediaRows(), in: transaction)
    try await claim([:], for: old, as: ProfileMediaRows(), at: now, in: transaction)
    var profile = old
    (profile.bio, profile.statusMessage, profile.statusEmoji, profile.now, profile.anthemTitle) = (nil, nil, nil, nil, nil)
    profile.files = [:]
    return .removed(try await write(profile, named: old.owner.username, at: now, in: transaction))
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = UserID(text: key), try await users.lockedForEditing(id, in: transaction) != nil,
      var profile = try await profiles.locked(id, in: transaction), let kept = try await removed.kept(id, in: transaction)
    else { return nil }
    let name = profile.isNamedAfterUsername ? kept.name : profile.owner.displayName
    profile.bio = profile.bio ?? kept.bio
    if profile.statusMessage == nil, profile.statusEmoji == nil {
      (profile.statusMessage, profile.statusEmoji) = (kept.statusMessage, kept.statusEmoji)
    }
    profile.now = profile.now ?? kept.now
    // The files that are still there.
    let there = try await media.revive(id.rawValue, of: RemovedProfileMediaRows(), in: transaction)
    var files = profile.files.mapValues(\.id)
    for (file, media) in kept.files where files[file] == nil && there.contains(media) {
      files[file] = media
      if file == .anthem { profile.anthemTitle = kept.anthemTitle }
    }
    profile.files = try await claim(files, for: profile, as: ProfileMediaRows(), at: now, in: transaction)
    try await giveUp(id, at: now, in: transaction)
    return try await write(profile, named: name, at: now, in: transaction)
  }

  /// It cannot be brought back any more.
  func giveUp(_ owner: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    try await removed.forget(owner, in: transaction)
    try await media.release([owner.rawValue], of: RemovedProfileMediaRows(), at: now, in: transaction)
  }

  /// Erases what can no longer be brought back, at most `limit` at once; how many.
  func eraseOld(at now: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    let owners = try await removed.erase(removedBefore: now - Self.restorable, limit: limit, in: transaction)
    try await media.release(owners.map(\.rawValue), of: RemovedProfileMediaRows(), at: now, in: transaction)
    return owners.count
  }

  @discardableResult
  private func claim(
    _ files: [ProfileFile: MediaID], for profile: Profile, as kind: any MediaUseRows, at now: Timestamp, in transaction: Transaction
  ) async throws -> [ProfileFile: ShownMedia] {
    let shown = try await media.claim(
      files.map { $0.claim($1) }, for: profile.owner.id.rawValue, of: kind, owner: profile.owner.id, at: now, in: transaction)
    return files.compactMapValues { shown[$0] }
  }

  private func write(_ profile: Profile, named name: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    let owner = profile.owner.id
    var profile = profile
    profile.sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
    try await profiles.update(profile, in: transaction)
    if !name.utf8.elementsEqual(profile.owner.displayName.utf8) { try await users.rename(owner, to: name, at: now, in: transaction) }
    guard let whole = try await profiles.locked(owner, in: transaction) else { return [] }
    return [Event(changed: whole.object, in: .wall(owner)), Event(node: .memberChanged(owner))]
  }
}

extension Profile {
  fileprivate var isNamedAfterUsername: Bool { owner.displayName.utf8.elementsEqual(owner.username.utf8) }

  /// Whether there is something to remove.
  fileprivate var saysSomething: Bool {
    !isNamedAfterUsername || bio != nil || statusMessage != nil || statusEmoji != nil || now != nil || anthemTitle != nil || !files.isEmpty
  }
}
