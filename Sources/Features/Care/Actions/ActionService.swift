import Accounts
import Core
import JSON
import Notices

/// What staff do: warn, remove, mute, ban, and undo it. Each is written down, told to the member it concerns, and closes the case it is about.
public struct ActionService: Sendable {
  let work: UnitOfWork
  let kinds: ReportKinds
  let actions: ActionRepository
  let appeals: AppealRepository
  let cases: CaseRepository
  let caseService: CaseService
  let moderation: ModerationService
  let notices: NoticeRepository
  let audit: AuditRepository
  let sweeps = BanSweepRepository()

  /// An action that was taken, or the one that stands already.
  public struct Taken: Sendable {
    public let action: Action
    public let isNew: Bool
  }

  private struct Outcome: Sendable {
    let id: ActionID
    let isNew: Bool
    var user: UserID?
    var events: [Event] = []

    var json: [UInt8] {
      var json = JSONWriter(capacity: 48)
      json.object { json in
        json.field("id", id.rawValue)
        json.field("new", isNew)
      }
      return json.bytes
    }

    init(_ id: ActionID, isNew: Bool, user: UserID? = nil, events: [Event] = []) {
      (self.id, self.isNew, self.user, self.events) = (id, isNew, user, events)
    }

    init(remembered bytes: [UInt8]) throws {
      let json = try JSONValue(parsing: bytes)
      guard let id = json["id"]?.int, let isNew = json["new"]?.bool else {
        throw AppError(.serverError, "Something went wrong on our side")
      }
      self.init(ActionID(id), isNew: isNew)
    }
  }

  // MARK: Reading

  public func list(_ scope: Scope, of username: String?, _ kind: ActionKind?, before bound: ActionID?, limit: Int) async throws
    -> ActionSlice
  {
    try scope.require(.moderate)
    var user: UserID?
    if let username {
      user = try await work.transaction { try await moderation.member(named: username, in: $0) }
      if user == nil { throw AppError.notFound("This member") }
    }
    let found = try await actions.reading { try await actions.list(of: user, kind, before: bound, limit: limit + 1, in: $0) }
    return ActionSlice(actions: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].id : nil)
  }

  public func action(_ scope: Scope, _ id: ActionID) async throws -> Action {
    try scope.require(.moderate)
    guard let action = try await actions.reading({ try await actions.action(id, in: $0) }) else { throw AppError.notFound("The action") }
    return action
  }

  /// What staff did to the caller in the last year, and until when they are muted.
  public func standing(_ scope: Scope) async throws -> (mutedUntil: Timestamp?, actions: [Action]) {
    let member = try scope.requireMember()
    let all = try await actions.reading { try await actions.standing(of: member.id, since: scope.now - .days(365), in: $0) }
    return (all.first { $0.kind == .mute && $0.stands(at: scope.now) }?.endsAt, all)
  }

  // MARK: Acting

  /// Takes an action. `read` gives it; what it is about is looked up first.
  public func act(_ scope: Scope, _ draft: ActionDraft) async throws -> Taken {
    let member = try scope.requireMember(.moderate)
    let outcome = try await work.once(scope, remembering: \.json, repeating: { try Outcome(remembered: $0) }) { transaction in
      try await taken(scope, draft, by: member, in: transaction)
    }
    return try await finished(scope, outcome)
  }

  /// The same for many members, each by itself: those who cannot be acted on are named with the reason.
  public func bulk(
    _ scope: Scope, _ usernames: [String], _ draft: @Sendable (String) -> ActionDraft
  ) async throws -> (actions: [Action], refused: [(username: String, code: AppError.Code)]) {
    try scope.require(.moderate)
    var taken: [Action] = []
    var refused: [(username: String, code: AppError.Code)] = []
    for username in usernames {
      do { taken.append(try await act(scope, draft(username)).action) } catch let error as AppError where error.code.status < 500 {
        refused.append((username, error.code))
      }
    }
    return (taken, refused)
  }

  private func taken(_ scope: Scope, _ draft: ActionDraft, by member: Member, in transaction: Transaction) async throws -> Outcome {
    var (owner, target, record): (UserID?, Action.ActedOn?, CaseID?) = (nil, nil, nil)
    switch draft.subject {
    case .member(let username):
      owner = try await moderation.member(named: username, in: transaction)
      if owner == nil { throw AppError.notFound("This member") }
    case .record(let id):
      let found = try await caseService.locked(id, for: member, at: scope.now, in: transaction)
      guard found.isOpen else { throw AppError(.conflict, "This case is closed") }
      if let holder = found.holder(at: scope.now), holder.user != member.id { throw AppError.claimed(by: holder.username) }
      (owner, record) = (found.owner, id)
      target = Action.ActedOn(kind: found.kind, key: found.key, id: found.targetID)
    case .thing(let thing):
      guard let kind = kinds[thing.kind] else { throw AppError.validation("target", "must be of a kind that can be reported") }
      guard let key = try await kind.key(of: thing.id, at: scope.now, in: transaction),
        let found = try await kind.things([key], in: transaction)[key]
      else { throw AppError.notFound() }
      owner = found.owner
      target = Action.ActedOn(kind: kind.kind, key: key, id: found.id)
    }
    if let owner {
      guard owner != member.id else { throw AppError.forbidden("You cannot do this to yourself") }
      _ = try await moderation.subordinate(owner, of: scope, in: transaction)
    } else if draft.kind != .remove {
      throw AppError.notFound("This member")
    }
    return try await carriedOut(scope, draft, to: owner, on: target, about: record, in: transaction)
  }

  private func carriedOut(
    _ scope: Scope, _ draft: ActionDraft, to owner: UserID?, on target: Action.ActedOn?, about record: CaseID?, in transaction: Transaction
  ) async throws -> Outcome {
    var events: [Event] = []
    switch (draft.kind, owner) {
    case (.warn, _): break
    case (.mute, let owner?):
      try await actions.replace(.mute, of: owner, at: scope.now, in: transaction)
      events = try await moderation.mute(owner, until: scope.now + .minutes(Int(draft.minutes ?? 0)), at: scope.now, in: transaction)
    case (.ban, let owner?):
      try await actions.replace(.ban, of: owner, at: scope.now, in: transaction)
      events = try await moderation.ban(owner, at: scope.now, in: transaction)
    case (.remove, _):
      guard let target, let kind = kinds[target.kind], let removal = kind.removal else {
        throw AppError.validation("action", "cannot be done to this: warn, mute or ban")
      }
      let wasSeenByAll = try await kind.isSeenByAll(target.key, at: scope.now, in: transaction)
      switch try await removal.remove(target.key, at: scope.now, in: transaction) {
      case .unknown: throw AppError.notFound()
      case .removed(let told):
        events = told + (wasSeenByAll ? [.contentRemoved(at: scope.now)] : [])
        try await actions.replaceRemoval(of: target, at: scope.now, in: transaction)
      case .gone:
        let removal = try await actions.removal(of: target.kind, target.key, in: transaction)?.id
        // A ban may have removed it, with everything else of its author.
        let standing =
          if let removal { removal } else { try await sweeps.ban(thatRemoved: target.kind, target.key, in: transaction) as ActionID? }
        guard let standing else { throw AppError(.gone, "It is gone already") }
        return Outcome(standing, isNew: false)
      }
    case (.mute, nil), (.ban, nil): throw AppError.notFound("This member")
    }
    return try await written(scope, draft, to: owner, on: target, about: record, told: events, in: transaction)
  }

  /// Writes the action down, closes the case, and tells whom it concerns.
  private func written(
    _ scope: Scope, _ draft: ActionDraft, to owner: UserID?, on target: Action.ActedOn?, about record: CaseID?, told: [Event],
    in transaction: Transaction
  ) async throws -> Outcome {
    var record = record
    if draft.kind == .remove, record == nil, let target {
      record = try await cases.open(target.kind, target.key, in: transaction)?.id
    }
    let id = try await actions.insert(draft, to: owner, by: scope, on: target, about: record, in: transaction)
    if draft.kind == .ban, let owner {
      try await sweeps.takeOver(id, of: owner, in: transaction)
      if let hours = draft.content?.hours { try await sweeps.begin(id, since: scope.now - .hours(Int(hours)), in: transaction) }
    }
    try await audit.record(
      scope, "action.\(draft.kind.rawValue)", of: owner.map { "user:\($0)" } ?? "action:\(id)",
      details: [("action", "\(id)"), ("reason", draft.reason.rawValue)] + (target.map { [("target", "\($0.kind):\($0.key)")] } ?? [])
        + (draft.content?.hours.map { [("removes_hours", "\($0)")] } ?? []),
      in: transaction)
    var events = told
    var reporters: [UserID] = []
    if let record {
      try await cases.close(record, as: .acted, at: scope.now, in: transaction)
      events += try await caseService.teller.changed(record, at: scope.now, in: transaction).events
      reporters = try await caseService.reports.reporters(of: record, in: transaction)
    }
    try await notices.lock(reporters + (owner.map { [$0] } ?? []), in: transaction)
    if let owner {
      let body = "\(draft.kind.label), \(draft.reason.label.lowercased()): \(draft.message)"
      let cause = NoticeCause(ModerationNotice(), by: nil, about: id.rawValue, body: body)
      events += try await notices.raise(cause, for: [owner], at: scope.now, in: transaction)
    }
    if let record { events += try await caseService.resolved(record, at: scope.now, in: transaction) }
    return Outcome(id, isNew: true, user: owner, events: events)
  }

  private func finished(_ scope: Scope, _ outcome: Outcome) async throws -> Taken {
    if let user = outcome.user { moderation.forget(user) }
    for event in outcome.events { scope.outbox.add(event) }
    guard let action = try await actions.reading({ try await actions.action(outcome.id, in: $0) }) else {
      throw AppError.notFound("The action")
    }
    return Taken(action: action, isNew: outcome.isNew)
  }

  // MARK: Undoing

  /// Takes an action back. Undoing it again changes nothing.
  public func undo(_ scope: Scope, _ id: ActionID, _ read: @Sendable () throws -> String) async throws -> Action {
    _ = try scope.requireMember(.moderate)
    let outcome = try await work.transaction { transaction -> Outcome in
      // The member before the action, as every action locks them.
      guard let seen = try await actions.action(id, in: transaction) else { throw AppError.notFound("The action") }
      if let owner = seen.owner {
        guard owner != scope.member?.id else { throw AppError.forbidden("You cannot undo what concerns yourself") }
        _ = try await moderation.subordinate(owner, of: scope, in: transaction)
      }
      guard let action = try await actions.locked(id, in: transaction) else { throw AppError.notFound("The action") }
      let message = try read()
      guard action.undoneAt == nil else { return Outcome(id, isNew: false) }
      return try await undone(scope, action, message, in: transaction)
    }
    return try await finished(scope, outcome).action
  }

  private func undone(_ scope: Scope, _ action: Action, _ message: String, in transaction: Transaction) async throws -> Outcome {
    guard action.replacedAt == nil else { throw AppError(.gone, "A newer action has taken its place") }
    if let owner = action.owner, action.user == nil { throw AppError(.gone, "User \(owner) has left") }
    guard let events = try await lifted(scope, action, in: transaction) else { throw AppError(.gone, "It can no longer be brought back") }
    return try await writtenOff(scope, action, message, told: events, in: transaction)
  }

  /// Takes back what the action did; what to tell. Nil if that cannot be done any more.
  func lifted(_ scope: Scope, _ action: Action, in transaction: Transaction) async throws -> [Event]? {
    guard action.replacedAt == nil, action.owner == nil || action.user != nil else { return nil }
    switch (action.kind, action.owner, action.target) {
    case (.mute, let owner?, _) where action.endedAt == nil: return try await moderation.unmute(owner, in: transaction)
    case (.ban, let owner?, _):
      if scope.now < action.createdAt + Action.restorable { try await sweeps.giveBack(action.id, at: scope.now, in: transaction) }
      return action.endedAt == nil ? try await moderation.unban(owner, at: scope.now, in: transaction) : []
    case (.remove, _, let target?):
      guard scope.now < action.createdAt + Action.restorable, let removal = kinds[target.kind]?.removal else { return nil }
      return try await removal.restore(target.key, at: scope.now, in: transaction)
    default: return []
    }
  }

  private func writtenOff(
    _ scope: Scope, _ action: Action, _ message: String, told: [Event], in transaction: Transaction
  ) async throws -> Outcome {
    try await actions.undo(action.id, by: scope.member?.id, message, at: scope.now, in: transaction)
    try await audit.record(
      scope, "action.undo", of: action.owner.map { "user:\($0)" } ?? "action:\(action.id)", details: [("action", "\(action.id)")],
      in: transaction)
    let appeal = try await appeals.decide(
      action.id, .overturned, message, by: scope.member?.id, at: scope.now, in: transaction)
    var events = told
    if let owner = action.owner {
      if let appeal {
        events += try await notices.raise(.decided(appeal, .overturned, message), for: [owner], at: scope.now, in: transaction)
      }
      // Its own subject: the action itself was told under its id.
      let cause = NoticeCause(ModerationNotice(), by: nil, about: -action.id.rawValue, body: "\(action.kind.label) undone: \(message)")
      events += try await notices.raise(cause, for: [owner], at: scope.now, in: transaction)
    }
    return Outcome(action.id, isNew: true, user: action.owner, events: events)
  }

  // MARK: By the server

  /// Ends mutes and bans whose time is over; how many. The server's own.
  public func endOld(_ scope: Scope, limit: Int = 100) async throws -> Int {
    try scope.require(.admin)
    let (users, events, count) = try await work.transaction { transaction in
      let ended = try await actions.end(before: scope.now, limit: limit, in: transaction)
      var events: [Event] = []
      for one in ended where one.kind == .ban { events += try await moderation.unban(one.user, at: scope.now, in: transaction) }
      return (ended.map(\.user), events, ended.count)
    }
    for user in users { moderation.forget(user) }
    for event in events { scope.outbox.add(event) }
    return count
  }
}

extension Event {
  fileprivate static func contentRemoved(at now: Timestamp) -> Event { Event(deed: .contentRemoved, by: nil, at: now) }
}

// MARK: Through the pages of things

extension ActionService: StaffRemovalStep {
  public func removed(
    _ kind: String, _ key: String, of owner: UserID?, saying message: String?, by scope: Scope, in transaction: Transaction
  ) async throws -> [Event] {
    guard let reportable = kinds[kind], let thing = try await reportable.things([key], in: transaction)[key] else { return [] }
    let target = Action.ActedOn(kind: kind, key: key, id: thing.id)
    let draft = ActionDraft(
      kind: .remove, reason: .other, message: message ?? Action.removedMessage, logNote: "",
      subject: .thing(ReportTarget(kind: kind, id: thing.id)), minutes: nil)
    try await actions.replaceRemoval(of: target, at: scope.now, in: transaction)
    let told = try await reportable.wasSeenByAll(key, at: scope.now, in: transaction) ? [Event.contentRemoved(at: scope.now)] : []
    return try await written(scope, draft, to: owner, on: target, about: nil, told: told, in: transaction).events
  }

  public func restored(
    _ kind: String, _ key: String, of owner: UserID?, by scope: Scope, in transaction: Transaction
  ) async throws -> [Event] {
    guard let action = try await actions.removal(of: kind, key, in: transaction) else { return [] }
    return try await writtenOff(scope, action, "Brought back by a moderator", told: [], in: transaction).events
  }
}
