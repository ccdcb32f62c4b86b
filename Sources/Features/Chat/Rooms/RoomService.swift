import Accounts
import Core
import Media

/// Lists, makes, enters and leaves rooms. `RoomService+Members` lets others into private rooms.
public struct RoomService: Sendable {
  let changes: Changes
  let reading: RoomReadingRepository
  let media: MediaUseRepository
  let audit: AuditRepository
  let notices: MessageNoticeRepository
  let limits: Limits
  let rooms = RoomRepository()
  let members = MemberRepository()
  let stars = StarredRoomRepository()
  let messages: MessageRepository
  let conversations: ConversationRepository
  let removal: RoomRemoval
  let removals: StaffRemovals
  let ranks: StaffRankRepository

  /// The caller's own rooms, and the first of the directory: general, announcements, then by name.
  public func list(_ scope: Scope) async throws -> [RoomListing] {
    let member = try scope.requireMember(.readRoom)
    return try await reading.list(for: member.id, others: RoomDirectory.mostOthers)
  }

  /// The room `/` leads to: the one whose page the caller opened last, or general.
  public func home(_ scope: Scope) async throws -> RoomName {
    let member = try scope.requireMember(.readRoom)
    return try await reading.lastOpened(by: member.id) ?? .general
  }

  /// Makes a room; the caller is its first member. Only moderators make announcement rooms. Everybody reads a room's name and topic, so a
  /// member who may not post may not make rooms either.
  public func create(_ scope: Scope, _ name: RoomName, topic: RoomTopic, kind: RoomKind) async throws -> RoomAck {
    let member = try scope.requireMember(.createRoom)
    try scope.require(.postMessage)
    if kind == .announcement { try scope.require(.moderate) }
    return try await changes.once(scope) { transaction in
      try await requirePlaceForRoom(madeBy: member.id, in: transaction)
      guard let id = try await rooms.create(name, topic: topic, kind: kind, by: member.id, in: transaction) else {
        throw AppError(.conflict, "There is a room of that name", details: ["name": "is taken"])
      }
      try await admit(member.id, to: id, at: scope.now, in: transaction)
      let room = Room(id: id, name: name, topic: topic.text, kind: kind, memberCount: 1)
      return Changes.Outcome(answer: RoomAck(room: room), event: .roomsChanged(member.id, except: nil))
    }
  }

  /// The room of that name, if the caller may enter it.
  public func enterable(_ scope: Scope, _ name: RoomName) async throws -> RoomID {
    let member = try scope.requireMember(.readRoom)
    guard let room = try await reading.enterable(name, by: member.id) else { throw AppError.notFound("The room") }
    return room.id
  }

  /// Makes the caller a member of a public or announcement room, or of a private one they are invited to. Changes nothing if the caller
  /// is a member already.
  ///
  /// - Parameter view: Called with the room before anything changes. If it throws, nothing changes.
  public func join(
    _ scope: Scope, _ name: RoomName, view: (RoomID) throws(AppError) -> Void = { _ throws(AppError) in }
  ) async throws -> JoinedRoom {
    let member = try scope.requireMember(.readRoom)
    guard let entrance = try await reading.entrance(to: name, for: member.id) else { throw AppError.notFound("The room") }
    try view(entrance.standing.id)
    if let joined = entrance.joined { return joined }
    try await changes.unremembered(scope) { transaction in
      // The right is checked again: the invitation may have been withdrawn, or the room removed, since the first look.
      guard let room = try await rooms.enterable(name, by: member.id, in: transaction) else { throw AppError.notFound("The room") }
      return try await enter(room, member, scope.now, in: transaction)
    }
    guard let joined = try await reading.joined(entrance.standing) else { throw AppError.notFound("The room") }
    return joined
  }

  /// Opens the room's page. This makes the caller a member of a public room, and `/` leads to the room from now on. It does not accept an
  /// invitation.
  public func open(_ scope: Scope, _ name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    guard let standing = try await reading.visible(name, to: member.id) else { throw AppError.notFound("The room") }
    // A site that is read-only does not remember what was opened.
    if standing.isMember, scope.gate.mode == .readOnly { return }
    if standing.isMember, try await reading.lastOpened(by: member.id) == name { return }
    try await changes.unremembered(scope) { transaction in
      guard let room = try await rooms.visible(name, to: member.id, in: transaction) else { throw AppError.notFound("The room") }
      let events = try await enter(room, member, scope.now, in: transaction)
      try await rooms.markOpened(room.id, by: member.id, at: scope.now, in: transaction)
      return events
    }
  }

  /// Ends the membership, and viewing on all the caller's sockets. Nothing changes if the caller is not a member of a room they may see.
  public func leave(_ scope: Scope, _ name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.visible(name, to: member.id, in: transaction) else { throw AppError.notFound("The room") }
      if room.kind == .direct { return try await leaveConversation(room, member, scope.now, in: transaction) }
      guard try await members.remove(member.id, from: room.id, in: transaction) else {
        return Changes.Outcome(answer: Done(), events: [])
      }
      var told: [ChatEvent] = []
      if room.kind == .private {
        try await members.remember(member.id, leftPrivate: room.id, barred: false, at: scope.now, in: transaction)
        told = try await notices.closed(room.id, to: member.id, at: scope.now, in: transaction)
        told += try await archiveDeserted(room, at: scope.now, in: transaction)
      }
      return Changes.Outcome(
        answer: Done(), events: [.membershipEnded(room.id, member.id), .roomsChanged(member.id, except: nil)] + told)
    }
  }

  /// Ends the membership in a conversation of three or more for good. The others go on.
  private func leaveConversation(
    _ room: RoomStanding, _ member: Member, _ now: Timestamp, in transaction: Transaction
  ) async throws -> Changes.Outcome<Done> {
    guard var left = try await conversations.conversations([room.id], of: member.id, in: transaction)[room.id],
      let standing = try await conversations.standing(of: member.id, in: room.id, transaction)
    else { throw AppError.notFound("The conversation") }
    guard !standing.isOfTwo else { throw AppError.clearInstead }
    // Before anything of it is posted again, so that none of that is sent to the member.
    _ = try await rooms.takeSeq(of: room.id, in: transaction)
    _ = try await members.remove(member.id, from: room.id, in: transaction)
    try await conversations.part(room.id, in: transaction)
    let told = try await notices.closed(room.id, to: member.id, at: now, in: transaction)
    left.isLeft()
    return Changes.Outcome(
      answer: Done(), events: [.membershipEnded(room.id, member.id), .conversation(left), .conversationChanged(room.id)] + told)
  }

  // MARK: Rules

  private func enter(
    _ room: RoomStanding, _ member: Member, _ now: Timestamp, in transaction: Transaction
  ) async throws -> [ChatEvent] {
    if room.isMember { return [] }
    return try await admit(member.id, to: room.id, at: now, in: transaction) ? [.roomsChanged(member.id, except: room.id)] : []
  }

  /// Makes the user a member. `LIMIT_EXCEEDED` if they belong to the most rooms allowed. False if they are a member already.
  @discardableResult
  func admit(_ user: UserID, to room: RoomID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    let most = limits[.joinedRooms]
    if most < .max, try await members.count(of: user, upTo: most, in: transaction) >= most {
      throw AppError(.limitExceeded, "You can belong to at most \(most) rooms. Leave one first")
    }
    return try await members.add(user, to: room, at: now, in: transaction)
  }

  private func requirePlaceForRoom(madeBy user: UserID, in transaction: Transaction) async throws {
    guard limits[.rooms] < .max || limits[.roomsPerMember] < .max else { return }
    try await rooms.lockMaking(in: transaction)
    if try await rooms.count(madeBy: user, upTo: limits[.roomsPerMember], in: transaction) >= limits[.roomsPerMember] {
      throw AppError(.limitExceeded, "You have made \(limits[.roomsPerMember]) rooms, which is the limit. A moderator can remove one")
    }
    if try await rooms.count(upTo: limits[.rooms], in: transaction) >= limits[.rooms] {
      throw AppError(.limitExceeded, "This community has \(limits[.rooms]) rooms, which is the limit. A moderator can remove one")
    }
  }
}
