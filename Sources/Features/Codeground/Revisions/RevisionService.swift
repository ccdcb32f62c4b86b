import Core
import Crypto
import Encoding

/// Published states of scripts.
public struct RevisionService: Sendable {
  let work: UnitOfWork
  let access: ScriptAccess
  let scripts: ScriptRepository
  let drafts: DraftRepository
  let history: DraftHistoryRepository
  let revisions: RevisionRepository
  let publicity: ScriptPublicity
  let posts: ScriptPosts
  let proposals: ProposalNotices
  let forks: ForkNotices

  // MARK: Reading

  func list(
    _ scope: Scope, of id: ScriptID?, _ part: () throws -> (before: Int64?, limit: Int64)
  ) async throws -> RevisionPage {
    let script = try await access.see(scope, id).script
    let part = try part()
    return try await revisions.page(of: script.id, before: part.before, limit: Int(part.limit))
  }

  /// `GONE` for a revision that is withdrawn or disabled.
  func revision(_ scope: Scope, _ number: Int?, of id: ScriptID?) async throws -> Revision {
    try await source(scope, number, of: id).revision
  }

  /// With its code.
  func source(_ scope: Scope, _ number: Int?, of id: ScriptID?) async throws -> RevisionSource {
    let seen = try await access.see(scope, id, with: .once)
    guard let number, let source = try await revisions.source(seen.script.id, number) else { throw scope.noScript }
    guard !source.revision.isGone else { throw Self.gone }
    return source
  }

  /// The same for one who may also judge what staff took out of sight.
  func judged(_ scope: Scope, _ number: Int?, of id: ScriptID?) async throws -> RevisionSource {
    if scope.permissions.contains(.moderate), let id, let number, let source = try await revisions.source(id, number),
      source.revision.isDisabled, !source.revision.isWithdrawn
    {
      return source
    }
    return try await source(scope, number, of: id)
  }

  /// What is different from one text to another.
  func difference(_ scope: Scope, of id: ScriptID?, _ request: () throws -> DiffRequest) async throws -> [Hunk] {
    let seen = try await access.see(scope, id, with: .once)
    let request = try request()
    let old = try await text(scope, request.from, of: seen), new = try await text(scope, request.to, of: seen)
    return try await LineWork.run { LineDiff(from: old, to: new).hunks }
  }

  private func text(_ scope: Scope, _ side: DiffRequest.Side, of seen: SeenScript) async throws -> String {
    switch side {
    case .draft:
      guard seen.role.works, let text = try await drafts.text(seen.script.id, at: scope.now) else { throw scope.noScript }
      return text.code
    case .number(let number):
      guard let source = try await revisions.source(seen.script.id, number) else { throw scope.noScript }
      guard !source.revision.isGone else { throw Self.gone }
      return source.code
    case .parent:
      // Where a script comes from is told to everybody or to nobody.
      guard let parent = try await revisions.openParent(of: seen.script.id) else { throw scope.noScript }
      return try await source(scope, parent.number, of: parent.script).code
    }
  }

  // MARK: Changing

  /// Publishes the draft. The same code as the newest revision that lives makes no revision: that one is the answer.
  func publish(_ scope: Scope, _ id: ScriptID?, by publication: @Sendable () throws -> Publication) async throws -> Published {
    let member = try scope.requireMember(.publishScript)
    guard let id else { throw scope.noScript }
    let published = try await work.once(scope, remembering: \.remembered, repeating: { try Published(remembered: $0) }) { transaction in
      let script = try await access.lockToOwn(scope, id, in: transaction)
      let publication = try publication()
      guard let text = try await drafts.text(id, at: scope.now, in: transaction) else { throw scope.noScript }
      try Self.check(text.code)
      guard publication.base == text.draft.version else {
        throw AppError(
          .conflict, "The draft was saved meanwhile. It is version \(text.draft.version) now",
          details: ["base_version": "\(text.draft.version)"])
      }
      if let number = script.newest, let newest = try await revisions.source(id, number, in: transaction),
        newest.code.utf8.elementsEqual(text.code.utf8)
      {
        let posted = try await post(scope, publication, of: script, number, script.visibility, in: transaction)
        return Published(newest.revision, isNew: false, posted.posts, posted.events)
      }
      return try await write(scope, text, of: script, publication, by: member, in: transaction)
    }
    for event in published.events { scope.outbox.add(event) }
    return published
  }

  private func write(
    _ scope: Scope, _ text: DraftText, of script: Script, _ publication: Publication, by member: Member, in transaction: Transaction
  ) async throws -> Published {
    let (id, number) = (script.id, script.revisions + 1)
    guard number <= Script.mostRevisions else {
      throw AppError(.limitExceeded, "A script has at most \(Script.mostRevisions) revisions. Fork it to go on")
    }
    let place = PlaceID.script(id)
    try await revisions.insert(
      NewRevision(
        script: id, number: number, code: text.code, sha256: Hex.encode(SHA256.digest(of: Array(text.code.utf8))), title: script.title,
        note: publication.note, alt: publication.alt,
        authors: [member.id] + drafts.contributors(to: id, in: transaction), sequence: place.takeSeq(in: transaction),
        createdAt: scope.now), in: transaction)
    try await drafts.forgetContributors(to: id, in: transaction)
    try await history.keep(text, in: transaction)
    let visibility = publication.visibility ?? (script.revisions == 0 ? .public : script.visibility)
    let events = try await renew(
      script, revisions: number, visibility, number, at: scope.now, in: transaction)
    let posted = try await post(scope, publication, of: script, number, visibility, in: transaction)
    guard let revision = try await revisions.revision(id, number, in: transaction) else { throw scope.noScript }
    let told = try await forks.update(id, at: scope.now, in: transaction)
    return Published(revision, isNew: true, posted.posts, events + posted.events + told)
  }

  private func post(
    _ scope: Scope, _ publication: Publication, of script: Script, _ number: Int, _ visibility: ScriptVisibility,
    in transaction: Transaction
  ) async throws -> ScriptPosts.Posted {
    guard publication.onWall || !publication.rooms.isEmpty else { return ScriptPosts.Posted() }
    guard visibility != .private else {
      throw AppError.validation("visibility", "must not be private for what others are to see on your wall or in rooms")
    }
    return try await posts.post(scope, WorkReference(script: script.id.rawValue, number: number), publication, in: transaction)
  }

  /// Takes a revision back, for good. A second time changes nothing.
  func withdraw(_ scope: Scope, _ number: Int?, of id: ScriptID?) async throws -> Revision {
    _ = try scope.requireMember()
    guard let id else { throw scope.noScript }
    let (revision, events) = try await work.transaction { transaction in
      let script = try await access.lockToOwn(scope, id, with: .once, in: transaction)
      guard let number, let before = try await revisions.revision(id, number, in: transaction) else { throw scope.noScript }
      guard !before.isWithdrawn else { return (before, [] as [Event]) }
      let sequence = try await PlaceID.script(id).takeSeq(in: transaction)
      try await revisions.withdraw(id, number, sequence, at: scope.now, in: transaction)
      var events = try await renew(
        script, revisions: script.revisions, script.visibility, number, at: scope.now, in: transaction)
      events += try await proposals.withdraw(proposing: id, number, at: scope.now, in: transaction)
      events += try await forks.update(id, at: scope.now, in: transaction)
      guard let revision = try await revisions.revision(id, number, in: transaction) else { throw scope.noScript }
      return (revision, events)
    }
    for event in events { scope.outbox.add(event) }
    return revision
  }

  /// Writes which revision is the newest now, and keeps feeds and search; what to tell of the script and of the revision that changed.
  private func renew(
    _ script: Script, revisions count: Int, _ visibility: ScriptVisibility, _ number: Int, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    let (id, place) = (script.id, PlaceID.script(script.id))
    let sequence = try await place.takeSeq(in: transaction)
    try await scripts.count(id, revisions: count, visibility, sequence, in: transaction)
    let told = try await publicity.update(id, at: now, in: transaction)
    guard let changed = try await revisions.revision(id, number, in: transaction),
      let after = try await scripts.script(id, in: transaction)
    else { return [] }
    var events = [Event(changed: changed.object, in: place), Event(changed: after.object, in: place)] + told
    if visibility != script.visibility { events.append(Event(node: .placeChanged(place))) }
    return events
  }

  /// Code that says something, and in which nothing is still to be decided.
  private static func check(_ code: String) throws(AppError) {
    guard TextRules.isReadable(code) else { throw .validation("code", "must have something to run") }
    guard !LineMerge.isUndecided(code) else { throw .validation("code", "must not have conflict markers: decide what stays") }
  }

  static let gone = AppError(.gone, "This work was removed")
}
