import Accounts
import Core
import Notices

/// Members appeal against what staff did to them, and other staff decide.
public struct AppealService: Sendable {
  let work: UnitOfWork
  let tokens: AppealTokens
  let actions: ActionRepository
  let appeals: AppealRepository
  let actionService: ActionService
  let moderation: ModerationService
  let notices: NoticeRepository
  let audit: AuditRepository

  // MARK: Appealing

  /// Appeals against an action about the caller, or against the ban that a token names.
  public func appeal(_ scope: Scope, _ subject: AppealSubject, _ read: @Sendable () throws -> String) async throws -> Appeal {
    var (member, ban): (UserID?, Bool) = (nil, false)
    let id: ActionID
    switch subject {
    case .action(let action):
      member = try scope.requireMember().id
      id = action
    case .ban(let token, let named):
      id = try tokens.ban(token, at: scope.now)
      guard named == nil || named == id else { throw AppError.notFound("The action") }
      ban = true
    }
    let asked = (member: member, isBan: ban)
    let outcome = try await work.once(
      scope, remembering: { Array($0.id.description.utf8) },
      repeating: { (id: ActionID(text: String(decoding: $0, as: UTF8.self)) ?? id, events: []) }
    ) { transaction -> (id: ActionID, events: [Event]) in
      guard let action = try await actions.locked(id, in: transaction), let owner = action.owner, action.user != nil,
        asked.isBan ? action.kind == .ban : owner == asked.member
      else { throw AppError.notFound("The action") }
      let text = try read()
      guard action.undoneAt == nil else { throw AppError(.gone, "It has been undone already") }
      guard scope.now < action.createdAt + Appeal.time else { throw AppError(.gone, "It can be appealed for 90 days only") }
      guard let appeal = try await appeals.insert(text, against: id, by: owner, at: scope.now, in: transaction) else {
        throw asked.isBan ? AppError(.gone, "This ban has been appealed already") : AppError(.conflict, "You have appealed already")
      }
      let cause = NoticeCause(AppealOpenedNotice(), by: nil, about: appeal.rawValue)
      let judges = try await appeals.judges(of: owner, at: scope.now, in: transaction)
      return (id, try await notices.raise(cause, for: judges, at: scope.now, in: transaction))
    }
    for event in outcome.events { scope.outbox.add(event) }
    guard let appeal = try await actions.reading({ try await actions.action(outcome.id, in: $0) })?.appeal else {
      throw AppError.notFound("The appeal")
    }
    return appeal
  }

  // MARK: Deciding

  /// How many appeals wait for a decision, up to 1,000; nil for members who are not staff.
  public func openCount(for member: Member) async throws -> Int? {
    guard member.permissions.contains(.moderate) else { return nil }
    return try await actions.reading { try await appeals.openCount(in: $0) }
  }

  public func list(_ scope: Scope, _ filter: AppealFilter, before bound: AppealID?, limit: Int) async throws -> AppealSlice {
    try scope.require(.moderate)
    let found = try await actions.reading { try await actions.appealed(filter, before: bound, limit: limit + 1, in: $0) }
    return AppealSlice(actions: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].appeal?.id : nil)
  }

  /// The action that an appeal is against.
  public func action(_ scope: Scope, of appeal: AppealID) async throws -> Action {
    try scope.require(.moderate)
    guard let action = try await actions.reading({ try await actions.action(appealed: appeal, in: $0) }) else {
      throw AppError.notFound("The appeal")
    }
    return action
  }

  /// Decides an appeal. Overturning undoes the action in the same transaction.
  public func decide(_ scope: Scope, _ id: AppealID, _ read: @Sendable () throws -> Verdict) async throws -> Action {
    let member = try scope.requireMember(.moderate)
    let outcome = try await work.transaction { transaction -> (action: ActionID, owner: UserID?, events: [Event]) in
      guard let seen = try await actions.action(appealed: id, in: transaction) else { throw AppError.notFound("The appeal") }
      // The member before the action, as every action locks them.
      if let owner = seen.owner, seen.user != nil {
        guard owner != member.id else { throw AppError.forbidden("You cannot decide about yourself") }
        _ = try await moderation.subordinate(owner, of: scope, in: transaction)
      }
      guard let action = try await actions.locked(seen.id, in: transaction) else { throw AppError.notFound("The appeal") }
      if action.by == member.username, let owner = action.owner,
        try await appeals.judges(of: owner, at: scope.now, in: transaction).contains(where: { $0 != member.id })
      {
        throw AppError.forbidden("Somebody else decides about what you did")
      }
      let verdict = try read()
      let events = try await decided(scope, action, verdict, in: transaction)
      return (action.id, action.owner, events)
    }
    if let owner = outcome.owner { moderation.forget(owner) }
    for event in outcome.events { scope.outbox.add(event) }
    return try await action(scope, of: id)
  }

  private func decided(_ scope: Scope, _ action: Action, _ verdict: Verdict, in transaction: Transaction) async throws -> [Event] {
    let judge = scope.member?.id
    let decided = try await appeals.decide(
      action.id, verdict.decision.status, verdict.answer, by: judge, at: scope.now, in: transaction)
    guard let decided else { throw AppError(.conflict, "This appeal has been decided") }
    var events: [Event] = []
    if verdict.decision == .overturned {
      // What cannot be brought back stays gone, and the record is cleared all the same.
      events = try await actionService.lifted(scope, action, in: transaction) ?? []
      try await actions.undo(action.id, by: judge, verdict.answer, at: scope.now, in: transaction)
    }
    try await audit.record(
      scope, "appeal.decide", of: action.owner.map { "user:\($0)" } ?? "action:\(action.id)",
      details: [("action", "\(action.id)"), ("appeal", "\(decided)"), ("decision", verdict.decision.rawValue)], in: transaction)
    if let owner = action.owner {
      events += try await notices.raise(
        .decided(decided, verdict.decision.status, verdict.answer), for: [owner], at: scope.now, in: transaction)
    }
    return events
  }
}

extension NoticeCause {
  /// Tells a member what was decided about their appeal.
  static func decided(_ appeal: AppealID, _ status: AppealStatus, _ answer: String) -> NoticeCause {
    NoticeCause(
      AppealDecidedNotice(), by: nil, about: appeal.rawValue, body: "\(status == .upheld ? "Upheld" : "Overturned"): \(answer)")
  }
}
