import Accounts
import Core
import Relations

/// The members of a private room. Its creator and moderators choose them. What moderators do is recorded in the audit log and posted in the
/// room.
extension RoomService {
  /// Lets a member into a private room. A former member is only invited, and comes back by accepting; callers can let themselves in again.
  /// Changes nothing for a member of the room.
  public func addMember(_ scope: Scope, _ username: String, to name: RoomName) async throws {
    try await govern(scope, name, username) { ruling, transaction in
      guard ruling.person.isPresent else { throw AppError.notFound("That member") }
      let (room, user) = (ruling.room, ruling.person.id)
      if user != ruling.caller.id {
        let blocks = try await RelationRepository.blocks(of: ruling.caller.id, and: user, at: transaction)
        if blocks.theirs { throw AppError.notFound("That member") }
        if blocks.mine { throw AppError(.conflict, "You have blocked this person. Unblock them first") }
      }
      if try await rooms.isMember(user, of: room.id, in: transaction) { return [] }
      let former = try await members.former(user, of: room.id, in: transaction)
      if former?.isBarred == true, ruling.authority != .staff {
        throw AppError.forbidden("A moderator put @\(ruling.person.username) out of #\(name): only moderators invite them again")
      }
      guard former != nil, user != ruling.caller.id else {
        try await admit(user, to: room.id, at: scope.now, in: transaction)
        let isSelf = user == ruling.caller.id
        return [.roomsChanged(user, except: nil)]
          + (try await record(
            scope, ruling, isSelf ? "room.enter" : "room.add_member", isSelf ? "joined" : "let `\(ruling.person.username)` in",
            in: transaction))
      }
      if former?.isInvited == true { return [] }
      try await members.invite(user, to: room.id, by: ruling.caller.id, at: scope.now, in: transaction)
      return [.roomsChanged(user, except: nil)]
        + (try await record(scope, ruling, "room.invite_member", "invited `\(ruling.person.username)`", in: transaction))
    }
  }

  /// Removes a member from a private room, or withdraws their invitation. If a moderator removed them, only a moderator can invite them
  /// again. Changes nothing for others.
  public func removeMember(_ scope: Scope, _ username: String, from name: RoomName) async throws {
    try await govern(scope, name, username) { ruling, transaction in
      let (room, user) = (ruling.room, ruling.person.id)
      let isStaff = ruling.authority == .staff
      if try await members.remove(user, from: room.id, in: transaction) {
        try await members.remember(
          user, leftPrivate: room.id, barred: isStaff && user != ruling.caller.id, at: scope.now, in: transaction)
        let events: [ChatEvent] =
          [.membershipEnded(room.id, user), .roomsChanged(user, except: nil)]
          + (try await record(scope, ruling, "room.remove_member", "showed `\(ruling.person.username)` out", in: transaction))
        return events + (try await notices.closed(room.id, to: user, at: scope.now, in: transaction))
      }
      guard try await members.withdrawInvitation(of: user, to: room.id, in: transaction) else { return [] }
      return [.roomsChanged(user, except: nil)]
        + (try await record(
          scope, ruling, "room.withdraw_invitation", "withdrew the invitation of `\(ruling.person.username)`", in: transaction))
    }
  }

  /// Makes another member the one who chooses the room's members. Changes nothing if they are that already.
  public func handOn(_ scope: Scope, _ name: RoomName, to username: String) async throws {
    try await govern(scope, name, username) { ruling, transaction in
      guard try await rooms.isMember(ruling.person.id, of: ruling.room.id, in: transaction) else {
        throw AppError.validation("username", "is not a member of #\(name)")
      }
      guard ruling.room.createdBy != ruling.person.id else { return [] }
      try await rooms.handOn(ruling.room.id, to: ruling.person.id, in: transaction)
      return try await record(
        scope, ruling, "room.hand_on", "let `\(ruling.person.username)` choose the members", in: transaction)
    }
  }

  /// Declines an invitation. Changes nothing if there is none. Only the member's own sockets are told.
  public func decline(_ scope: Scope, _ name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.enterable(name, by: member.id, in: transaction) else { throw AppError.notFound("The room") }
      let declined = try await members.withdrawInvitation(of: member.id, to: room.id, in: transaction)
      return Changes.Outcome(answer: Done(), event: declined ? .roomsChanged(member.id, except: nil) : nil)
    }
  }

  /// A permitted change: the caller, what allows it, the room and the member it is about.
  private struct Ruling: Sendable {
    let caller: Member
    let authority: GovernedRoom.Authority
    let room: RoomStanding
    let person: MemberRepository.Person
  }

  private func govern(
    _ scope: Scope, _ name: RoomName, _ username: String,
    _ change: @Sendable (Ruling, Transaction) async throws -> [ChatEvent]
  ) async throws {
    let caller = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.governed(name, by: caller, in: transaction) else { throw AppError.notFound("The room") }
      guard room.standing.kind == .private else { throw AppError.forbidden("Anybody may enter #\(name): it has no list of members") }
      guard let authority = room.authority(of: caller) else {
        throw AppError.forbidden("Only who made #\(name), and moderators, choose its members")
      }
      guard let person = try await members.person(named: username, in: transaction) else { throw AppError.notFound("That member") }
      let ruling = Ruling(caller: caller, authority: authority, room: room.standing, person: person)
      return Changes.Outcome(answer: Done(), events: try await change(ruling, transaction))
    }
  }

  /// Records what a moderator did in the audit log and posts it in the room, in the same transaction. Does nothing for the room's creator.
  private func record(
    _ scope: Scope, _ ruling: Ruling, _ action: String, _ deed: String, in transaction: Transaction
  ) async throws -> [ChatEvent] {
    guard ruling.authority == .staff else { return [] }
    try await audit.record(
      scope, action, of: "room:\(ruling.room.id)",
      details: [("room", ruling.room.name.rawValue), ("member", "user:\(ruling.person.id)")], in: transaction)
    let place = try await rooms.takePlace(of: ruling.room.id, in: transaction)
    let notice = MessageComposer.notice("\(deed) as a moderator", by: ruling.caller, at: scope.now)
    let id = try await messages.insertNotice(notice, at: place, in: transaction)
    return [
      .posted(
        Message(
          id: id, roomID: place.room, room: ruling.room.name, seq: place.seq, author: notice.author, text: notice.text,
          createdAt: notice.writtenAt))
    ]
  }
}
