import Core
import Notices
import Relations

/// Hands: members whom an owner invited to a draft. And the pen, which only keeps them from typing at once: the version is the truth.
public struct HandService: Sendable {
  let work: UnitOfWork
  let access: ScriptAccess
  let drafts: DraftRepository
  let hands: HandRepository
  let notices: NoticeRepository

  // MARK: Hands

  func invite(_ scope: Scope, _ username: String, to id: ScriptID?) async throws -> Draft {
    let member = try scope.requireMember()
    guard let id else { throw scope.noScript }
    let (draft, events) = try await work.transaction { transaction in
      _ = try await access.lockToOwn(scope, id, in: transaction)
      guard let person = try await hands.person(named: username, for: member.id, at: scope.now, in: transaction) else {
        throw AppError.notFound("This person")
      }
      guard person.id != member.id else { throw AppError.validation("username", "must be somebody else") }
      guard try await hands.add(person.id, to: id, at: scope.now, in: transaction) else {
        return (try await current(scope, id, in: transaction), [] as [Event])
      }
      guard try await hands.count(of: id, in: transaction) <= HandRepository.most else {
        throw AppError(.limitExceeded, "At most \(HandRepository.most) members work on a draft with you")
      }
      let draft = try await changed(scope, id, in: transaction)
      let told = try await notices.raise(
        NoticeCause(HandNotice(), by: member.id, about: id.rawValue, target: id.rawValue), for: [person.id], at: scope.now, in: transaction)
      let place = PlaceID.script(id)
      return (draft, [Event(changed: draft.object, in: place), Event(node: .viewsReset(person.id, [place]))] + told)
    }
    for event in events { scope.outbox.add(event) }
    return draft
  }

  /// Takes a hand off: the owner, or the hand itself. Nil for a hand that took itself off: the draft is no longer theirs to see.
  func remove(_ scope: Scope, _ username: String, from id: ScriptID?) async throws -> Draft? {
    let member = try scope.requireMember()
    guard let id else { throw scope.noScript }
    let (draft, events) = try await work.transaction { transaction in
      guard try await ScriptRows.lock(id, in: transaction) else { throw scope.noScript }
      let seen = try await access.see(scope, id, in: transaction)
      let hand = try await hands.hand(named: username, of: id, at: scope.now, in: transaction)
      let isOwn = hand == member.id
      guard seen.role == .owner || isOwn else { throw seen.role.works ? ScriptAccess.notYours : scope.noScript }
      guard let hand else {
        // Nobody by that name, and somebody who is no hand, are told apart.
        guard try await hands.person(named: username, for: member.id, at: scope.now, in: transaction) != nil else {
          throw AppError.notFound("This person")
        }
        return (try await current(scope, id, in: transaction) as Draft?, [] as [Event])
      }
      _ = try await hands.remove(hand, from: id, in: transaction)
      let draft = try await changed(scope, id, in: transaction)
      let place = PlaceID.script(id)
      var events = [Event(changed: draft.object, in: place), Event(node: .viewsReset(hand, [place])), Event(node: .placeChanged(place))]
      events += try await notices.withdraw(
        NoticeMatch(HandNotice(), about: id.rawValue, to: hand), at: scope.now, in: transaction)
      return (isOwn ? nil : draft, events)
    }
    for event in events { scope.outbox.add(event) }
    return draft
  }

  // MARK: The pen

  /// Takes the pen, keeps it, or gives it to somebody.
  func take(_ scope: Scope, _ id: ScriptID?, givingTo recipient: @Sendable () throws -> String?) async throws -> Draft {
    let member = try scope.requireMember()
    return try await change(scope, id) { before, role in
      let recipient = try recipient()
      let holder = before.pen?.user
      guard let recipient else {
        guard holder == nil || holder?.id == member.id || role == .owner else { throw Self.held(by: holder) }
        return member.id
      }
      guard holder?.id == member.id else { throw Self.held(by: holder) }
      let name = recipient.lowercased()
      guard let person = before.people.first(where: { $0.username.lowercased().utf8.elementsEqual(name.utf8) }) else {
        throw AppError.validation("to", "must be the owner or a hand")
      }
      return person.id
    }
  }

  func release(_ scope: Scope, _ id: ScriptID?) async throws -> Draft {
    let member = try scope.requireMember()
    return try await change(scope, id) { before, _ in
      guard let holder = before.pen?.user else { return nil }
      guard holder.id == member.id else { throw Self.held(by: holder) }
      return nil
    }
  }

  /// Tells the holder that somebody would like to write.
  func ask(_ scope: Scope, _ id: ScriptID?) async throws {
    let member = try scope.requireMember()
    let seen = try await access.work(scope, id)
    guard let draft = try await drafts.text(seen.script.id, at: scope.now)?.draft, let holder = draft.pen?.user, holder.id != member.id
    else {
      return
    }
    scope.outbox.add(Event(askingForPenIn: seen.script.id, by: member, of: holder.id))
  }

  /// Frees pens whose time is over, whose holder has gone or has signed out; how many there were. The server's own.
  func releaseOverdue(_ scope: Scope, limit: Int = 50) async throws -> Int {
    try scope.require(.admin)
    // Nearly always there is none: found out without a transaction that writes.
    guard try await hands.hasOverduePens(at: scope.now) else { return 0 }
    let events = try await work.transaction { transaction in
      var events: [Event] = []
      for id in try await hands.overduePens(at: scope.now, limit: limit, in: transaction) {
        guard try await ScriptRows.lock(id, in: transaction) else { continue }
        try await drafts.setPen(id, nil, until: nil, in: transaction)
        events.append(Event(changed: try await changed(scope, id, in: transaction).object, in: .script(id)))
      }
      return events
    }
    for event in events { scope.outbox.add(event) }
    return events.count
  }

  /// - Parameter choose: who holds the pen from now on, given the draft and what the caller is; nil for nobody.
  private func change(
    _ scope: Scope, _ id: ScriptID?, _ choose: @Sendable (Draft, ScriptRole) throws -> UserID?
  ) async throws -> Draft {
    guard let id else { throw scope.noScript }
    let (draft, events) = try await work.transaction { transaction in
      let seen = try await access.lockToWork(scope, id, in: transaction)
      let before = try await current(scope, id, in: transaction)
      let holder = try choose(before, seen.role)
      // Alone, nobody needs one.
      guard !before.hands.isEmpty, holder != nil || before.pen != nil else { return (before, [] as [Event]) }
      try await drafts.setPen(
        id, holder, through: holder == scope.member?.id ? scope.session : nil, until: holder.map { _ in scope.now + Draft.Pen.lifetime },
        in: transaction)
      let draft = try await changed(scope, id, in: transaction)
      return (draft, [Event(changed: draft.object, in: .script(id))])
    }
    for event in events { scope.outbox.add(event) }
    return draft
  }

  /// The draft under its place's next sequence.
  private func changed(_ scope: Scope, _ id: ScriptID, in transaction: Transaction) async throws -> Draft {
    try await drafts.touch(id, PlaceID.script(id).takeSeq(in: transaction), in: transaction)
    return try await current(scope, id, in: transaction)
  }

  private func current(_ scope: Scope, _ id: ScriptID, in transaction: Transaction) async throws -> Draft {
    guard let draft = try await drafts.draft(id, at: scope.now, in: transaction) else { throw scope.noScript }
    return draft
  }

  private static func held(by holder: Person?) -> AppError {
    guard let holder else { return AppError(.conflict, "You do not have the pen", details: ["pen": "nobody has it"]) }
    return AppError(.conflict, "\(holder.displayName) has the pen", details: ["pen": holder.username])
  }
}
