import Core

/// Rooms: which there are for whom, making them, and who belongs to them.
public struct RoomService: Sendable {
  private let changes: Changes
  private let reading: RoomReadingRepository
  private let rooms = RoomRepository()

  init(changes: Changes, reading: RoomReadingRepository) {
    self.changes = changes
    self.reading = reading
  }

  /// Every room the caller may enter: general, announcements, then by name.
  public func list(_ scope: Scope) async throws -> [RoomListing] {
    let member = try scope.requireMember(.readRoom)
    return try await reading.listings(for: member.id)
  }

  /// The room `/` leads to: the one whose page the caller opened last, or general.
  public func home(_ scope: Scope) async throws -> RoomName {
    let member = try scope.requireMember(.readRoom)
    return try await reading.lastOpened(by: member.id) ?? .general
  }

  /// Makes a room; the caller is its first member. Announcement rooms are made by moderators.
  public func create(_ scope: Scope, _ name: RoomName, topic: RoomTopic, kind: RoomKind) async throws -> RoomAck {
    let member = try scope.requireMember(.createRoom)
    if kind == .announcement { try scope.require(.moderate) }
    return try await changes.once(scope) { transaction in
      guard let id = try await rooms.create(name, topic: topic, kind: kind, by: member.id, in: transaction) else {
        throw AppError(.conflict, "There is a room of that name", details: ["name": "is taken"])
      }
      try await rooms.addMember(member.id, to: id, at: scope.now, in: transaction)
      let room = Room(id: id, name: name, topic: topic.text, kind: kind, memberCount: 1)
      return Changes.Outcome(answer: RoomAck(room: room), event: nil)
    }
  }

  /// Lets somebody into a private room. Its creator and moderators may. No change for one who is in it already.
  public func addMember(_ scope: Scope, _ username: String, to name: RoomName) async throws {
    try await govern(scope, name, username) { room, user, transaction in
      try await rooms.addMember(user, to: room.id, at: scope.now, in: transaction)
      return nil
    }
  }

  /// Shows somebody out of a private room. Its creator and moderators may. No change for one who is not in it.
  public func removeMember(_ scope: Scope, _ username: String, from name: RoomName) async throws {
    try await govern(scope, name, username) { room, user, transaction in
      try await rooms.removeMember(user, from: room.id, in: transaction) ? .membershipEnded(room.id, user) : nil
    }
  }

  /// The room of that name, if the caller may enter it.
  public func enterable(_ scope: Scope, _ name: RoomName) async throws -> RoomID {
    let member = try scope.requireMember(.readRoom)
    return try await standing(of: member, in: name).id
  }

  /// Makes the caller a member of a public or announcement room. No change for one who is a member already.
  public func join(_ scope: Scope, _ name: RoomName) async throws -> JoinedRoom {
    let member = try scope.requireMember(.readRoom)
    if try await !standing(of: member, in: name).isMember {
      _ = try await changes.unremembered { try await enter(name, member, scope.now, $0) }
    }
    guard let joined = try await reading.joined(name, by: member.id) else { throw AppError.notFound("The room") }
    return joined
  }

  /// As `join`, by opening the room's page, to which `/` then leads back.
  public func open(_ scope: Scope, _ name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    if try await standing(of: member, in: name).isMember, try await reading.lastOpened(by: member.id) == name { return }
    try await changes.unremembered { transaction in
      let room = try await enter(name, member, scope.now, transaction)
      try await rooms.markOpened(room, by: member.id, at: scope.now, in: transaction)
    }
  }

  /// Ends the membership, and viewing on all the caller's sockets. No change for one who is no member of a room they may see.
  public func leave(_ scope: Scope, _ name: RoomName) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.visible(name, to: member.id, in: transaction) else { throw AppError.notFound("The room") }
      let ended = try await rooms.removeMember(member.id, from: room.id, in: transaction)
      return Changes.Outcome(answer: Done(), event: ended ? .membershipEnded(room.id, member.id) : nil)
    }
  }

  private func standing(of member: Member, in name: RoomName) async throws -> RoomStanding {
    guard let room = try await reading.visible(name, to: member.id) else { throw AppError.notFound("The room") }
    return room
  }

  /// Asks again whether the room may be entered: since it was looked at it may have become none of theirs.
  private func enter(_ name: RoomName, _ member: Member, _ now: Timestamp, _ transaction: Transaction) async throws -> RoomID {
    guard let room = try await rooms.visible(name, to: member.id, in: transaction) else { throw AppError.notFound("The room") }
    try await rooms.addMember(member.id, to: room.id, at: now, in: transaction)
    return room.id
  }

  private func govern(
    _ scope: Scope, _ name: RoomName, _ username: String,
    _ change: @Sendable (RoomStanding, UserID, Transaction) async throws -> ChatEvent?
  ) async throws {
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.governed(name, by: member, in: transaction) else { throw AppError.notFound("The room") }
      guard room.kind == .private else { throw AppError.forbidden("Anybody may enter #\(name): it has no list of members") }
      guard room.createdBy == member.id || member.permissions.contains(.moderate) else {
        throw AppError.forbidden("Only who made #\(name), and moderators, choose its members")
      }
      guard let user = try await rooms.user(named: username, in: transaction) else { throw AppError.notFound("That member") }
      return Changes.Outcome(answer: Done(), event: try await change(room, user, transaction))
    }
  }
}
