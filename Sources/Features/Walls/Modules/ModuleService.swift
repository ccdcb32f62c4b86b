import Accounts
import Core
import Media
import Notices
import Relations
import Subjects

/// The modules of walls: what may be done with them, in one transaction each, told to all who watch the wall.
public struct ModuleService: Sendable {
  let work: UnitOfWork
  let profiles: ProfileRepository
  let modules: ModuleRepository
  let guestbook: GuestbookRepository
  let media: MediaUseRepository
  let cards: CardRepository
  let bell: Bell
  let removals: StaffRemovals
  let ranks: StaffRankRepository
  let notices: NoticeRepository
  let ledger = LedgerRepository()
  let works: [any WorkFinder]
  let songs: [any SongFinder]
  let offers: OwnWorkRepository

  // MARK: Reading

  public func module(_ scope: Scope, _ id: ModuleID) async throws -> WallModule {
    try scope.require(.readWall)
    guard let module = try await modules.visible(id, to: scope.member?.id) else { throw scope.noWall }
    return module
  }

  /// What an html module shows. Guests and members get the same answer for everything that they do not see.
  public func frame(_ scope: Scope, _ id: ModuleID) async throws -> WallFrame {
    guard scope.permissions.contains(.readWall), let module = try await modules.visible(id, to: scope.member?.id),
      case .html(let frame) = module.content
    else { throw AppError.noWall }
    return frame
  }

  /// The caller's own works that a module of this kind can show.
  public func ownWorks(_ scope: Scope, for kind: ModuleKind) async throws -> [OfferedWork] {
    let member = try scope.requireMember(.postWall)
    switch kind {
    case .script: return try await offers.works(of: member.id)
    case .song: return try await offers.songs(of: member.id)
    default: return []
    }
  }

  /// The caller's own that can still be brought back, newest removal first.
  public func removed(_ scope: Scope) async throws -> [WallModule] {
    let member = try scope.requireMember()
    return try await modules.removed(of: member.id, at: scope.now)
  }

  // MARK: Changing

  /// Makes a module. A retry repeats the first answer, even if that module has been removed since.
  public func create(_ scope: Scope, _ draft: ModuleDraft) async throws -> MadeOnWall {
    let member = try scope.requireMember(.postWall)
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeOnWall(remembered: $0) }) { transaction in
      try await make(draft, of: member, at: scope.now, in: transaction)
    }
    for event in made.events { scope.outbox.add(event) }
    if draft.content.cardURL != nil { bell.ring() }
    return made
  }

  /// Puts a link to a work of the caller's first on their wall, as part of a change of another feature. Returns the module's id, and what to
  /// tell once the change is committed.
  public func add(_ scope: Scope, _ work: WorkReference, in transaction: Transaction) async throws -> (id: Int64, events: [Event]) {
    let member = try scope.requireMember(.postWall)
    let draft = ModuleDraft(content: .script(work), style: ModuleStyle(), after: nil)
    let made = try await make(draft, of: member, at: scope.now, in: transaction)
    return (made.id, made.events)
  }

  private func make(_ draft: ModuleDraft, of member: Member, at now: Timestamp, in transaction: Transaction) async throws -> MadeOnWall {
    let wall = try await lock(member.id, in: transaction)
    try await requireRoom(on: member.id, in: transaction)
    let (position, others) = try await position(after: draft.after, moving: nil, of: member.id, in: transaction)
    let sequence = try await PlaceID.wall(member.id).takeSeq(in: transaction)
    var module = try await modules.insert(
      draft.content, draft.style, at: position, sequence: sequence, of: member.id, now: now, in: transaction)
    if !draft.content.claims.isEmpty || draft.content.cardURL != nil || module.kind == .script || module.kind == .song {
      try await show(draft.content, on: &module, at: now, in: transaction)
      try await modules.update(module, in: transaction)
    }
    var more = module.kind == .guestbook ? try await showEntries(true, of: member.id, at: now, in: transaction) : []
    if module.kind.isInFeeds {
      let entry = try await ledger.publish(.module, module.id.rawValue, by: member.id, at: module.createdAt, in: transaction)
      more.append(Event(newInFeeds: entry, by: SubjectAuthor(member)))
      if wall.visibility.includesEveryMember { more.append(Event(deed: .postCreated, by: member.id, at: now)) }
    }
    return MadeOnWall(module.object, on: member.id, others: others, more)
  }

  /// Puts a module of another place last on the caller's wall, with its times. Followers are not told, because it is not new.
  func bring(
    _ scope: Scope, _ arriving: ArrivingModule, _ names: WallPersonalRepository
  ) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember(.postWall)
    let events = try await work.transaction { transaction -> [Event]? in
      try await lock(member.id, in: transaction)
      if let known = try await names.module(arriving.name, of: member.id, in: transaction),
        let module = try await modules.own(ModuleID(known), of: member.id, in: transaction), module.removedAt == nil
      {
        return nil
      }
      try await requireRoom(on: member.id, in: transaction)
      let last = try await modules.living(of: member.id, in: transaction).last?.id
      let (position, others) = try await position(after: last, moving: nil, of: member.id, in: transaction)
      let sequence = try await PlaceID.wall(member.id).takeSeq(in: transaction)
      var module = try await modules.insert(
        arriving.content, arriving.style, at: position, sequence: sequence, of: member.id, now: arriving.createdAt, in: transaction)
      try await show(arriving.content, on: &module, at: scope.now, in: transaction)
      module.updatedAt = max(arriving.updatedAt, module.createdAt)
      try await modules.update(module, in: transaction)
      try await names.keep(arriving.name, for: module.id, of: member.id, in: transaction)
      let entries = module.kind == .guestbook ? try await showEntries(true, of: member.id, at: scope.now, in: transaction) : []
      if module.kind.isInFeeds {
        _ = try await ledger.publish(.module, module.id.rawValue, by: member.id, at: module.createdAt, in: transaction)
      }
      return MadeOnWall(module.object, on: member.id, others: others, entries).events
    }
    guard let events else { return .skipped }
    for event in events { scope.outbox.add(event) }
    if arriving.content.cardURL != nil { bell.ring() }
    return .created
  }

  /// Gives the caller's module new content. `change` reads it, once it is known that the caller may.
  public func change(
    _ scope: Scope, _ id: ModuleID, expecting: WallExpectation = .anything,
    by change: @Sendable (ModuleKind) throws -> ModuleChange
  ) async throws -> WallModule {
    let module = try await edit(scope, id) { module, transaction in
      let change = try change(module.kind)
      // What is wrong with the content is told first.
      let version = module.version
      try await show(change.content, on: &module, at: scope.now, in: transaction)
      try expecting.check(version)
      if let style = change.style { module.style = style }
      return (true, [])
    }
    if module.card?.state == .pending { bell.ring() }
    return module
  }

  /// Puts the caller's module after another, or first. Where it stands already, nothing changes and nobody is told.
  public func move(
    _ scope: Scope, _ id: ModuleID, after target: @Sendable () throws -> ModuleID?
  ) async throws -> WallModule {
    try await move(scope, id) { order, _ in
      let target = try target()
      guard target != id, target.map(order.contains) ?? true else { throw Self.noTarget }
      return target
    }
  }

  /// Moves the caller's module by one place. At the end of the wall it stays, and nobody is told.
  public func move(_ scope: Scope, _ id: ModuleID, by step: @Sendable () throws -> ModuleStep) async throws -> WallModule {
    try await move(scope, id) { order, here in
      switch try step() {
      case .up: here > 1 ? order[here - 2] : nil
      case .down: here + 1 < order.count ? order[here + 1] : order[..<here].last
      }
    }
  }

  /// `target` gets the wall's modules in order and where the module stands among them.
  private func move(
    _ scope: Scope, _ id: ModuleID, after target: @Sendable ([ModuleID], Int) throws -> ModuleID?
  ) async throws -> WallModule {
    try await edit(scope, id) { module, transaction in
      let order = try await modules.living(of: module.owner, in: transaction).map(\.id)
      guard let here = order.firstIndex(of: id) else { throw AppError.noWall }
      let target = try target(order, here)
      if target == order[..<here].last { return (false, []) }
      let (position, others) = try await position(after: target, moving: id, of: module.owner, in: transaction)
      module.position = position
      return (true, others)
    }
  }

  /// Removes a module: the owner, or staff of a higher role. Returns until when its owner can bring it back; nil after staff removed it.
  public func remove(_ scope: Scope, _ id: ModuleID, expecting: WallExpectation = .anything) async throws -> Timestamp? {
    let member = try scope.requireMember(.postWall)
    let (end, events) = try await work.transaction { transaction in
      guard let seen = try await modules.visible(id, to: member.id, in: transaction) else { throw AppError.noWall }
      let isOwner = seen.owner.id == member.id
      let isStaff = try await ranks.outranks(member, seen.owner.id, as: seen.owner.role, at: scope.now, in: transaction)
      guard isOwner || isStaff else { throw Self.notYours }
      let owner = seen.owner.id
      try await lock(owner, in: transaction)
      guard let module = try await modules.own(id, of: owner, in: transaction), module.removedAt == nil else { throw AppError.noWall }
      try expecting.check(module.version)
      var events = try await takeDown(module, byStaff: !isOwner, at: scope.now, in: transaction)
      if !isOwner { events += try await removals.removed("module", id.description, of: owner, by: scope, in: transaction) }
      return (isOwner ? scope.now + WallModule.restorable : nil, events)
    }
    for event in events { scope.outbox.add(event) }
    return end
  }

  /// Takes a module off a locked wall.
  func takeDown(_ module: WallModule, byStaff: Bool, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    var module = module
    let id = module.id
    module.removedAt = now
    module.isRemovedByStaff = byStaff
    if module.usesMedia { try await media.hold([id.rawValue], of: ModuleMediaRows(), in: transaction) }
    if module.card?.state == .pending { try await cards.remove(id, in: transaction) }
    let entry = try await ledger.remove(.module, id.rawValue, in: transaction)
    var events = try await write(&module, at: now, changesEntries: true, in: transaction)
    if !byStaff, let entry { events.append(Event(goneFromFeeds: entry)) }
    return events
  }

  /// Brings a module back to where it stood: its owner what they removed, staff of a higher role what staff removed. One of the caller's
  /// that is on the wall stays as it is, without an event.
  public func restore(_ scope: Scope, _ id: ModuleID) async throws -> WallModule {
    let member = try scope.requireMember(.postWall)
    let (module, events) = try await work.transaction { transaction in
      guard let owner = try await modules.owner(of: id, seenBy: member.id, in: transaction) else { throw AppError.noWall }
      try await lock(owner.id, in: transaction)
      guard let module = try await modules.own(id, of: owner.id, in: transaction), module.isRestorable(at: scope.now) else {
        throw AppError.noWall
      }
      let isOwner = owner.id == member.id
      let isStaff = try await ranks.outranks(member, owner.id, as: owner.role, at: scope.now, in: transaction)
      guard module.isRemovedByStaff ? !isOwner && isStaff : isOwner else { throw AppError.noWall }
      if module.removedAt == nil { return (module, [] as [Event]) }
      try await requireRoom(on: owner.id, in: transaction)
      var (restored, events) = try await putUp(module, at: scope.now, in: transaction)
      if module.isRemovedByStaff {
        events += try await removals.restored("module", id.description, of: owner.id, by: scope, in: transaction)
      }
      return (restored, events)
    }
    for event in events { scope.outbox.add(event) }
    if module.card?.state == .pending { bell.ring() }
    return module
  }

  /// Puts a removed module up again, on a locked wall.
  func putUp(_ module: WallModule, at now: Timestamp, in transaction: Transaction) async throws -> (WallModule, [Event]) {
    var module = module
    let id = module.id
    if module.usesMedia {
      let kept = try await media.revive(id.rawValue, of: ModuleMediaRows(), in: transaction)
      guard module.media.allSatisfy({ kept.contains($0.id) }) else { throw Self.mediaIsGone }
      // A link is worth having without the picture of its card.
      if let image = module.card?.image, !kept.contains(image.id) { module.card?.image = nil }
    }
    if module.card?.state == .pending, let url = module.content.cardURL {
      try await cards.add(id, url, of: module.owner, at: now, in: transaction)
    }
    module.removedAt = nil
    module.isRemovedByStaff = false
    try await ledger.restore(.module, id.rawValue, in: transaction)
    let events = try await write(&module, at: now, changesEntries: true, in: transaction)
    return (module, events)
  }

  /// Erases modules that can no longer be brought back, at most `limit` at once; how many there were. The server's own.
  public func eraseOld(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      let erased = try await modules.erase(removedBefore: scope.now - WallModule.restorable, limit: limit, in: transaction)
      try await media.release(erased.map(\.rawValue), of: ModuleMediaRows(), at: scope.now, in: transaction)
      try await ledger.forget(.module, erased.map(\.rawValue), in: transaction)
      return erased.count
    }
  }

  // MARK: On a locked wall

  /// Gives the module its content, with the files that the content names.
  private func show(
    _ content: ModuleContent, on module: inout WallModule, at now: Timestamp, in transaction: Transaction
  ) async throws {
    let content = try await showable(content, by: module.owner, in: transaction)
    try await showCard(of: content, on: &module, at: now, in: transaction)
    let claims = content.claims
    module.content = content
    guard !claims.isEmpty else { return }
    let shown = try await media.claim(
      claims, for: module.id.rawValue, of: ModuleMediaRows(), owner: module.owner, at: now, in: transaction)
    module.media = claims.compactMap { shown[$0.id] }
  }

  /// The content as it is kept. A link to a work shows one that its owner sees and that is for others too.
  private func showable(_ content: ModuleContent, by owner: UserID, in transaction: Transaction) async throws -> ModuleContent {
    switch content {
    case .script(let work):
      for finder in works where try await finder.mayShow(work.script, work.number, member: owner, in: transaction) { return content }
      throw AppError.validation("content.script", "must be a revision that you see and that is not private")
    case .song(let song):
      for finder in songs { if let found = try await finder.showable(song, by: owner, in: transaction) { return .song(found) } }
      throw AppError.validation(song.field, "must be one that you see and that is not private")
    default: return content
    }
  }

  /// Gives the module the card that the new content needs, before it has that content. A page is fetched once for each address.
  private func showCard(
    of content: ModuleContent, on module: inout WallModule, at now: Timestamp, in transaction: Transaction
  ) async throws {
    let url = content.cardURL
    if module.card != nil, url == module.content.cardURL { return }
    if module.card?.image != nil { try await media.release([module.id.rawValue], of: ModuleMediaRows(), at: now, in: transaction) }
    if let url {
      try await cards.add(module.id, url, of: module.owner, at: now, in: transaction)
    } else if module.card?.state == .pending {
      try await cards.remove(module.id, in: transaction)
    }
    module.card = url == nil ? nil : .pending
  }

  /// Changes one module of the caller's. `change` returns whether anything changed, and what else has to be told.
  private func edit(
    _ scope: Scope, _ id: ModuleID,
    _ change: @Sendable (inout WallModule, Transaction) async throws -> (isChanged: Bool, others: [WallModule])
  ) async throws -> WallModule {
    let member = try scope.requireMember(.postWall)
    let (module, events) = try await work.transaction { transaction in
      guard let seen = try await modules.visible(id, to: member.id, in: transaction) else { throw AppError.noWall }
      guard seen.owner.id == member.id else { throw Self.notYours }
      try await lock(member.id, in: transaction)
      guard var module = try await modules.own(id, of: member.id, in: transaction), module.removedAt == nil else { throw AppError.noWall }
      let (isChanged, others) = try await change(&module, transaction)
      guard isChanged else { return (module, [] as [Event]) }
      let events = try await write(&module, at: scope.now, changesEntries: false, in: transaction)
      return (module, others.filter { $0.id != id }.map { Event(changed: $0.object, in: .wall(member.id)) } + events)
    }
    for event in events { scope.outbox.add(event) }
    return module
  }

  /// Writes the module under the wall's next sequence; what to tell of it. When a guestbook goes or comes back, so do its entries.
  private func write(
    _ module: inout WallModule, at now: Timestamp, changesEntries: Bool, in transaction: Transaction
  ) async throws -> [Event] {
    module.sequence = try await PlaceID.wall(module.owner).takeSeq(in: transaction)
    module.updatedAt = now
    try await modules.update(module, in: transaction)
    let events = [Event(changed: module.object, in: .wall(module.owner))]
    guard changesEntries, module.kind == .guestbook else { return events }
    return events + (try await showEntries(module.removedAt == nil, of: module.owner, at: now, in: transaction))
  }

  /// After a guestbook came or went: so did its entries, and what its owner was told of them.
  private func showEntries(_ areShown: Bool, of owner: UserID, at now: Timestamp, in transaction: Transaction) async throws -> [Event] {
    try await guestbook.renumber(owner, in: transaction)
      + notices.setHidden(!areShown, GuestbookNotice(), of: owner, at: now, in: transaction)
  }

  /// A position after a living module of the wall, or before all. If there is no room left, all modules are put far from each other; those
  /// that this changed are returned under new sequences.
  private func position(
    after target: ModuleID?, moving id: ModuleID?, of owner: UserID, in transaction: Transaction
  ) async throws -> (String, others: [WallModule]) {
    if let free = try await free(after: target, moving: id, of: owner, in: transaction) { return (free, []) }
    try await modules.spread(owner, in: transaction)
    var others: [WallModule] = []
    for var module in try await modules.living(of: owner, in: transaction) {
      module.sequence = try await PlaceID.wall(owner).takeSeq(in: transaction)
      try await modules.update(module, in: transaction)
      others.append(module)
    }
    guard let free = try await free(after: target, moving: id, of: owner, in: transaction) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    return (free, others)
  }

  private func free(after target: ModuleID?, moving id: ModuleID?, of owner: UserID, in transaction: Transaction) async throws -> String? {
    guard let target else { return try await modules.position(after: nil, moving: id, of: owner, in: transaction) }
    guard let before = try await modules.own(target, of: owner, in: transaction), before.removedAt == nil else { throw Self.noTarget }
    return try await modules.position(after: before.position, moving: id, of: owner, in: transaction)
  }

  @discardableResult private func lock(_ owner: UserID, in transaction: Transaction) async throws -> Profile {
    guard let wall = try await profiles.locked(owner, in: transaction) else { throw AppError.noWall }
    return wall
  }

  private func requireRoom(on owner: UserID, in transaction: Transaction) async throws {
    guard try await modules.count(of: owner, in: transaction) < WallModule.mostPerWall else {
      throw AppError(.limitExceeded, "A wall holds at most \(WallModule.mostPerWall) modules. Remove some to make room")
    }
  }

  private static let mediaIsGone = AppError(.gone, "What this module shows has been deleted")
  private static let noTarget = AppError.validation("after", "must be another module of your wall")
  private static let notYours = AppError.forbidden("This is somebody else's")
}
