import Core
import Relations

/// Scripts: makes, changes, deletes and lists them.
public struct ScriptService: Sendable {
  let work: UnitOfWork
  let access: ScriptAccess
  let scripts: ScriptRepository
  let lists: ScriptListRepository
  let drafts: DraftRepository
  let revisions: RevisionRepository
  let lineage: LineageRepository
  let places: PlaceRepository
  let publicity: ScriptPublicity
  let forks: ForkNotices
  let proposals: ProposalNotices
  /// Whether web pages may be made.
  let allowsHTML: Bool

  // MARK: Reading

  func list(_ scope: Scope, _ request: ScriptListRequest) async throws -> ScriptPage {
    try scope.require(.readWall)
    if request.isOwn { return try await lists.own(of: scope.requireMember().id, request) }
    let owner: UserID?
    if let author = request.author {
      owner = try await lists.owner(named: author, for: scope.member?.id, at: scope.now)
      guard owner != nil else { throw scope.noScript }
    } else {
      owner = nil
    }
    return try await lists.page(request, for: scope.member?.id, by: owner, at: scope.now)
  }

  /// The caller's own that can be brought back.
  func deleted(_ scope: Scope) async throws -> [Script] {
    try await lists.deleted(of: scope.requireMember().id, after: scope.now - Script.restorable)
  }

  func script(_ scope: Scope, _ id: ScriptID?) async throws -> SeenScript { try await access.see(scope, id) }

  /// The script with where its place stands for the caller: read before the rest of the page.
  func head(_ scope: Scope, of id: ScriptID) async throws -> PlaceHead {
    let head = try await places.head(of: .script(id))
    guard let viewer = scope.member?.id, let shown = try await scripts.shown(id, to: viewer) else {
      return scope.member == nil ? PlaceHead(epoch: head.epoch, sequence: 0) : head
    }
    return PlaceHead(epoch: head.epoch, sequence: min(shown, head.sequence))
  }

  // MARK: Changing

  /// Makes a script of the caller's. A retry repeats the first answer.
  func make(_ scope: Scope, _ new: NewScript) async throws -> MadeScript {
    let code = new.template == .starter ? new.runtime.starter : ""
    return try await insert(scope) { id, transaction in
      try await lineage.insertOriginal(id, at: scope.now, in: transaction)
      return .new(new.runtime, ScriptDetails(title: new.title), code: code)
    }
  }

  /// What a call is to make.
  enum Origin: Sendable {
    case new(ScriptRuntime, ScriptDetails, code: String)
    /// It was made a moment ago.
    case made(ScriptID)
  }

  /// - Parameter origin: Writes where the script comes from, and says what it is.
  func insert(_ scope: Scope, origin: @Sendable (ScriptID, Transaction) async throws -> Origin) async throws -> MadeScript {
    let member = try scope.requireMember()
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeScript(remembered: $0) }) { transaction in
      // The member's row is locked, so that two at once cannot both be the last one.
      try await scripts.lockOwner(member.id, in: transaction)
      let id = ScriptID.random(from: scope.random)
      let (runtime, details, code): (ScriptRuntime, ScriptDetails, String)
      switch try await origin(id, transaction) {
      case .new(let newRuntime, let newDetails, let text): (runtime, details, code) = (newRuntime, newDetails, text)
      case .made(let made):
        guard let script = try await scripts.script(made, in: transaction) else { throw scope.noScript }
        return MadeScript(script.object)
      }
      guard allowsHTML || runtime != .html else { throw AppError.validation("runtime", "html is switched off on this server") }
      guard try await scripts.living(of: member.id, in: transaction) < Script.mostPerOwner else {
        throw Script.tooMany
      }
      let sequence = try await PlaceID.script(id).takeSeq(in: transaction)
      try await scripts.insert(id, of: member.id, runtime, details, sequence, at: scope.now, in: transaction)
      let next = try await PlaceID.script(id).takeSeq(in: transaction)
      try await drafts.insert(id, code, by: member.id, next, at: scope.now, in: transaction)
      guard let script = try await scripts.script(id, in: transaction) else { throw scope.noScript }
      return MadeScript(script.object)
    }
    return made
  }

  /// Changes what the owner says of a script, and who may see it.
  func change(_ scope: Scope, _ id: ScriptID?, by change: @Sendable () throws -> ScriptChange) async throws -> Script {
    _ = try scope.requireMember()
    let id = try known(id)
    let (script, events) = try await work.transaction { transaction in
      let before = try await access.lockToOwn(scope, id, in: transaction)
      let change = try change()
      var details = before.details
      if let title = change.title { details.title = title }
      if let summary = change.summary { details.summary = summary }
      if let tags = change.tags { details.tags = tags }
      let visibility = change.visibility ?? before.visibility
      guard details != before.details || visibility != before.visibility else { return (before, [] as [Event]) }
      let sequence = try await PlaceID.script(id).takeSeq(in: transaction)
      try await scripts.update(id, details, visibility, sequence, in: transaction)
      let told = try await publicity.update(id, at: scope.now, in: transaction)
      guard let script = try await scripts.script(id, in: transaction) else { throw scope.noScript }
      var events = [Event(changed: script.object, in: .script(id))] + told + (try await forks.update(id, at: scope.now, in: transaction))
      if visibility != before.visibility { events.append(Event(node: .placeChanged(.script(id)))) }
      return (script, events)
    }
    for event in events { scope.outbox.add(event) }
    return script
  }

  /// Deletes a script of the caller's. They can bring it back until the moment that is returned.
  func delete(_ scope: Scope, _ id: ScriptID?) async throws -> Timestamp {
    _ = try scope.requireMember()
    let id = try known(id)
    let events = try await work.transaction { transaction in
      _ = try await access.lockToOwn(scope, id, in: transaction)
      let sequence = try await PlaceID.script(id).takeSeq(in: transaction)
      try await scripts.setDeleted(id, at: scope.now, sequence, in: transaction)
      let told = try await publicity.update(id, at: scope.now, in: transaction)
      let notices = try await proposals.withdraw(with: id, at: scope.now, in: transaction)
      return told + notices + (try await forks.update(id, at: scope.now, in: transaction))
    }
    for event in events { scope.outbox.add(event) }
    scope.outbox.add(Event(node: .placeChanged(.script(id))))
    return scope.now + Script.restorable
  }

  /// Brings a deleted script back. One that is not deleted stays as it is.
  func restore(_ scope: Scope, _ id: ScriptID?) async throws -> Script {
    let member = try scope.requireMember()
    let id = try known(id)
    let (script, events) = try await work.transaction { transaction in
      guard try await ScriptRows.lock(id, in: transaction),
        let row = try await scripts.visible(id, to: member.id, in: transaction), row.isVisible
      else { throw scope.noScript }
      let script = row.seen.script
      guard let deletedAt = script.deletedAt else {
        guard row.seen.role == .owner else { throw ScriptAccess.notYours }
        return (script, [] as [Event])
      }
      guard row.seen.role == .owner, deletedAt > scope.now - Script.restorable else { throw ScriptAccess.gone }
      try await scripts.lockOwner(member.id, in: transaction)
      guard try await scripts.living(of: member.id, in: transaction) < Script.mostPerOwner else {
        throw Script.tooMany
      }
      let sequence = try await PlaceID.script(id).takeSeq(in: transaction)
      try await scripts.setDeleted(id, at: nil, sequence, in: transaction)
      let told = try await publicity.update(id, at: scope.now, in: transaction)
      guard let script = try await scripts.script(id, in: transaction) else { throw scope.noScript }
      let notices = try await forks.update(id, at: scope.now, in: transaction)
      return (script, [Event(changed: script.object, in: .script(id))] + told + notices)
    }
    for event in events { scope.outbox.add(event) }
    return script
  }

  /// Erases scripts that can no longer be brought back, at most `limit`; how many there were. The server's own.
  func eraseOld(_ scope: Scope, limit: Int = 50) async throws -> Int {
    try scope.require(.admin)
    return try await work.transaction { transaction in
      let erased = try await scripts.erase(
        deletedBefore: scope.now - Script.restorable, at: scope.now, limit: limit, in: transaction)
      try await publicity.forget(erased, in: transaction)
      return erased.count
    }
  }

  private func known(_ id: ScriptID?) throws(AppError) -> ScriptID {
    guard let id else { throw .notFound() }
    return id
  }
}
