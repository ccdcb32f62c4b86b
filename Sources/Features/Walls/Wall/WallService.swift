import Accounts
import Core
import Media
import Relations

/// A wall as a whole and the profile at its head.
public struct WallService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let modules: ModuleRepository
  let stickers: StickerRepository
  let guestbook: GuestbookRepository
  let places: PlaceRepository
  let users: UserRepository
  let media: MediaUseRepository
  let relations: RelationRepository
  let audit: AuditRepository
  let ranks: StaffRankRepository

  var removal: ProfileRemoval { ProfileRemoval(profiles: profiles, users: users, media: media) }

  // MARK: Reading

  /// The wall as the caller sees it: `NOT_FOUND` for a member, `UNAUTHORIZED` for a guest who may not see it.
  ///
  /// - Parameter after: the first modules are those that follow this one, if it is there.
  public func wall(_ scope: Scope, of username: String, after: ModuleID? = nil) async throws -> Wall {
    let owner = try await visible(scope, username).owner.id
    // The head before everything that is shown: what changes in between is told again instead of being missed.
    let head = try await places.head(of: .wall(owner))
    var (arrangement, first) = try await modules.first(Wall.firstModules, of: owner)
    if let after, let index = arrangement.firstIndex(of: after) {
      first = try await modules.modules(Array(arrangement[(index + 1)...].prefix(Wall.firstModules)), of: owner)
    }
    let entries = try await guestbook.entries(of: owner, before: nil, limit: Wall.firstEntries + 1, for: scope.member?.id)
    let placed = try await stickers.stickers(on: owner, for: scope.member?.id)
    let hasGuestbook = try await modules.hasGuestbook(owner)
    // The profile last: all of this was read while the wall could still be seen.
    let profile = try await visible(scope, username)
    let (follows, moderates) = (try await relations.follows(scope.member, profile), try await outranks(scope, profile.owner))
    return Wall(
      head: head, profile: profile, arrangement: arrangement, modules: first, stickers: placed,
      entries: Array(entries.prefix(Wall.firstEntries)), hasOlderEntries: entries.count > Wall.firstEntries,
      rights: WallRights(of: scope.member, on: profile, follows: follows, hasGuestbook: hasGuestbook, moderates: moderates),
      relation: try await relation(scope, to: profile.owner))
  }

  private func relation(_ scope: Scope, to owner: Person) async throws -> Relation? {
    guard let member = scope.member else { return nil }
    return try await relations.relations(of: member.id, to: [owner.id])[owner.id]
  }

  /// Somebody whose wall the caller does not see because the caller has blocked them.
  func blocked(_ scope: Scope, _ username: String) async throws -> (person: Person, relation: Relation)? {
    guard let member = scope.member else { return nil }
    return try await relations.blocked(username, by: member.id, at: scope.now)
  }

  /// Those of the modules that are on the wall, in the order asked for.
  public func modules(
    _ scope: Scope, of username: String, _ ids: @Sendable () throws(AppError) -> [ModuleID]
  ) async throws -> [WallModule] {
    let owner = try await visible(scope, username).owner.id
    let found = try await modules.modules(ids(), of: owner)
    // They were read while the wall could still be seen.
    _ = try await visible(scope, username)
    return found
  }

  /// The caller's own profile.
  public func ownProfile(_ scope: Scope) async throws -> Profile {
    let member = try scope.requireMember()
    guard let profile = try await profiles.profile(of: member.id) else { throw AppError.noWall }
    return profile
  }

  /// The caller's own profile, at an address that names them: `FORBIDDEN` for a wall of somebody else that they see.
  func own(_ scope: Scope, at username: String) async throws -> Profile {
    let member = try scope.requireMember(.postWall)
    let profile = try await visible(scope, username)
    guard profile.owner.id == member.id else { throw AppError.forbidden("This is somebody else's wall") }
    return profile
  }

  /// Whether the caller is staff of a higher rank than the owner of a wall.
  func outranks(_ scope: Scope, _ owner: Person) async throws -> Bool {
    try await ranks.outranks(scope.member, owner.id, as: owner.role, at: scope.now)
  }

  func visible(_ scope: Scope, _ username: String) async throws -> Profile {
    try scope.require(.readWall)
    guard let profile = try await profiles.visible(username, to: scope.member?.id, at: scope.now) else { throw scope.noWall }
    return profile
  }

  // MARK: Changing

  /// Erases what staff removed from profiles and can no longer be brought back, at most `limit` at once; how many. The server's own.
  func eraseRemoved(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { try await removal.eraseOld(at: scope.now, limit: limit, in: $0) }
  }

  /// Changes the caller's own profile. A new display name is the account's, and needs `post_message` as in the settings.
  public func change(_ scope: Scope, by change: ProfileChange, expecting: WallExpectation = .anything) async throws -> Profile {
    let member = try scope.requireMember(.postWall)
    let (profile, isNoticed) = try await work.transaction { transaction in
      _ = try await users.lockedForEditing(member.id, in: transaction)
      guard let old = try await profiles.locked(member.id, in: transaction) else { throw AppError.noWall }
      let isRenamed = change.displayName.map { !$0.utf8.elementsEqual(old.owner.displayName.utf8) } ?? false
      if isRenamed { try scope.require(.postMessage) }
      var profile = old
      try change.apply(to: &profile)
      if !change.files.isEmpty { try await show(change.claims(on: old), on: &profile, at: scope.now, in: transaction) }
      try expecting.check(old.version)
      profile.sequence = try await PlaceID.wall(member.id).takeSeq(in: transaction)
      try await profiles.update(profile, in: transaction)
      if isRenamed, let name = change.displayName {
        try await users.rename(member.id, to: name, at: scope.now, in: transaction)
        try await audit.record(scope, "account.name", of: "user:\(member.id)", in: transaction)
        profile = try await profiles.locked(member.id, in: transaction) ?? profile
      }
      return (profile, isRenamed || profile.directPolicy != old.directPolicy)
    }
    scope.outbox.add(Event(changed: profile.object, in: .wall(member.id)))
    if isNoticed { scope.outbox.add(Event(node: .memberChanged(member.id))) }
    if change.visibility != nil { scope.outbox.add(Event(node: .placeChanged(.wall(member.id)))) }
    return profile
  }

  /// Makes the profile show exactly these files.
  private func show(
    _ claims: [ProfileFile: MediaClaim], on profile: inout Profile, at now: Timestamp, in transaction: Transaction
  ) async throws {
    let owner = profile.owner.id
    let shown = try await media.claim(
      Array(claims.values), for: owner.rawValue, of: ProfileMediaRows(), owner: owner, at: now, in: transaction)
    profile.files = claims.compactMapValues { shown[$0.id] }
  }
}

extension Scope {
  /// What cannot be seen: for guests the same as for what a member might see.
  var noWall: AppError { member == nil ? .unauthorized : .noWall }
}

extension AppError {
  static let noWall = AppError.notFound("This")
}

extension RelationRepository {
  /// Whether the member is an accepted follower of the wall's owner, as far as the wall's rules ask for it.
  func follows(_ member: Member?, _ profile: Profile) async throws -> Bool {
    guard let member, profile.stickers == .followers else { return false }
    return try await follows(member.id, profile.owner.id)
  }
}
