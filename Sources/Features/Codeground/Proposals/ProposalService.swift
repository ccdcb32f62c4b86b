import Core
import Notices
import Relations

/// Proposals: the author of a fork offers it to the owner of the script that was forked, who merges it into the draft.
public struct ProposalService: Sendable {
  let work: UnitOfWork
  let access: ScriptAccess
  let scripts: ScriptRepository
  let drafts: DraftRepository
  let history: DraftHistoryRepository
  let revisions: RevisionRepository
  let proposals: ProposalRepository
  let notices: NoticeRepository

  // MARK: Reading

  func list(_ scope: Scope, of id: ScriptID?) async throws -> [Proposal] {
    let member = try scope.requireMember()
    let seen = try await access.see(scope, id)
    return try await proposals.proposals(to: seen.script.id, by: seen.role.works ? nil : member.id)
  }

  /// For those who work on the script, and for who proposed.
  func proposal(_ scope: Scope, _ id: ProposalID?) async throws -> ProposalView {
    let proposal = try await seen(scope, id)
    let (old, new) = try await texts(of: proposal)
    guard let old, let new else { return ProposalView(proposal: proposal, hunks: []) }
    return ProposalView(proposal: proposal, hunks: try await LineWork.run { LineDiff(from: old, to: new).hunks })
  }

  private func seen(_ scope: Scope, _ id: ProposalID?) async throws -> Proposal {
    let member = try scope.requireMember()
    guard let id, let proposal = try await proposals.proposal(id) else { throw AppError.notFound() }
    let seen = try await access.see(scope, proposal.script)
    guard seen.role.works || proposal.author.id == member.id else { throw AppError.notFound() }
    return proposal
  }

  /// The revision that was forked, and the one that is proposed; nil for what is gone.
  private func texts(of proposal: Proposal) async throws -> (base: String?, theirs: String?) {
    let base = try await revisions.source(proposal.script, proposal.base)
    let theirs = try await revisions.livingSource(proposal.fork, proposal.number)
    return (base.flatMap { $0.revision.isGone ? nil : $0.code }, theirs.flatMap { $0.revision.isGone ? nil : $0.code })
  }

  // MARK: Changing

  func make(_ scope: Scope, to id: ScriptID?, by new: @Sendable () throws -> NewProposal) async throws -> MadeProposal {
    let member = try scope.requireMember(.publishScript)
    let made = try await work.once(scope, remembering: \.json, repeating: { try MadeProposal(remembered: $0) }) { transaction in
      let script = try await access.see(scope, id, in: transaction).script
      let new = try new()
      guard let fork = try await proposals.direct(new.fork, of: script.id, by: member.id, in: transaction) else {
        throw AppError.validation("from", "must be your own fork of this script, with a revision")
      }
      guard
        let made = try await proposals.insert(
          new, to: script.id, base: fork.base, number: fork.newest, by: member.id, at: scope.now, in: transaction),
        let proposal = try await proposals.proposal(made, in: transaction)
      else { throw AppError(.conflict, "A proposal of this fork is open already") }
      let told = try await notices.raise(
        NoticeCause(ProposalNotice(), by: member.id, about: made.rawValue, target: script.id.rawValue), for: [script.owner.id],
        at: scope.now, in: transaction)
      return MadeProposal(proposal, told)
    }
    for event in made.events { scope.outbox.add(event) }
    return made
  }

  /// Merges the proposed revision into the draft. What collides stands in it with markers.
  func accept(_ scope: Scope, _ id: ProposalID?, on base: @Sendable () throws -> Int64) async throws -> AcceptedProposal {
    let member = try scope.requireMember()
    let proposal = try await seen(scope, id)
    guard proposal.owner == member.id else { throw ScriptAccess.notYours }
    let version = try base()
    // Merging takes time, so it is done before the transaction, which finds out whether the draft is still the same.
    let (old, theirs) = try await texts(of: proposal)
    guard let ours = try await drafts.text(proposal.script, at: scope.now) else { throw scope.noScript }
    guard proposal.state == .open else { throw Self.decided }
    guard let old, let theirs else { throw RevisionService.gone }
    let merge = try await LineWork.run { LineMerge(base: old, ours: ours.code, theirs: theirs) }
    if let problem = CodeText.problem(of: merge.text) { throw AppError.validation("code", problem) }
    let (accepted, events) = try await work.transaction { transaction in
      _ = try await access.lockToOwn(scope, proposal.script, in: transaction)
      guard let before = try await drafts.text(proposal.script, at: scope.now, in: transaction) else { throw scope.noScript }
      guard let current = try await proposals.proposal(proposal.id, in: transaction), current.state == .open else { throw Self.decided }
      try DraftService.check(version, against: before.draft, for: member.id)
      guard before.draft.version == ours.draft.version else {
        throw AppError(
          .conflict, "The draft was saved meanwhile. It is version \(before.draft.version) now",
          details: ["base_version": "\(before.draft.version)"])
      }
      guard try await proposals.decide(proposal.id, .accepted, "", at: scope.now, in: transaction) else { throw Self.decided }
      try await history.keep(before, in: transaction)
      let sequence = try await PlaceID.script(proposal.script).takeSeq(in: transaction)
      try await drafts.save(proposal.script, merge.text, by: member.id, sequence, at: scope.now, in: transaction)
      try await drafts.contributed(proposal.author.id, to: proposal.script, in: transaction)
      try await scripts.setSaved(proposal.script, at: scope.now, in: transaction)
      guard let draft = try await drafts.draft(proposal.script, at: scope.now, in: transaction),
        let decided = try await proposals.proposal(proposal.id, in: transaction)
      else { throw scope.noScript }
      let told = try await tellAuthor(of: proposal, by: member.id, at: scope.now, in: transaction)
      return (
        AcceptedProposal(proposal: decided, draft: draft, conflicts: merge.conflicts),
        [Event(changed: draft.object, in: .script(proposal.script))] + told
      )
    }
    for event in events { scope.outbox.add(event) }
    return accepted
  }

  func decline(_ scope: Scope, _ id: ProposalID?, because reason: @Sendable () throws -> String) async throws -> Proposal {
    let member = try scope.requireMember()
    let proposal = try await seen(scope, id)
    guard proposal.owner == member.id else { throw ScriptAccess.notYours }
    let reason = try reason()
    return try await decide(scope, proposal, .declined, reason) { transaction in
      try await tellAuthor(of: proposal, by: member.id, at: scope.now, in: transaction)
    }
  }

  /// Takes the caller's own proposal back.
  func withdraw(_ scope: Scope, _ id: ProposalID?) async throws -> Proposal {
    let member = try scope.requireMember()
    let proposal = try await seen(scope, id)
    guard proposal.author.id == member.id else { throw ScriptAccess.notYours }
    return try await decide(scope, proposal, .withdrawn, "") { transaction in
      try await notices.withdraw(
        NoticeMatch(ProposalNotice(), about: proposal.id.rawValue, to: proposal.owner), at: scope.now, in: transaction)
    }
  }

  private func decide(
    _ scope: Scope, _ proposal: Proposal, _ state: Proposal.State, _ reason: String,
    _ tell: @Sendable (Transaction) async throws -> [Event]
  ) async throws -> Proposal {
    let (decided, events) = try await work.transaction { transaction in
      guard try await proposals.decide(proposal.id, state, reason, at: scope.now, in: transaction) else { throw Self.decided }
      guard let decided = try await proposals.proposal(proposal.id, in: transaction) else { throw AppError.notFound() }
      return (decided, try await tell(transaction))
    }
    for event in events { scope.outbox.add(event) }
    return decided
  }

  private func tellAuthor(
    of proposal: Proposal, by owner: UserID, at now: Timestamp, in transaction: Transaction
  ) async throws -> [Event] {
    try await notices.raise(
      NoticeCause(ProposalNotice(), by: owner, about: proposal.id.rawValue, target: proposal.script.rawValue), for: [proposal.author.id],
      at: now, in: transaction)
  }

  private static let decided = AppError(.conflict, "This was decided already")
}
