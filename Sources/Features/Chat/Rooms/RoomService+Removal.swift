import Accounts
import Core
import Media
import Subjects

extension RoomService {
  /// The rooms that every community has. They cannot be removed.
  static let permanent: Set<RoomName> = [.general, RoomName("random")!, RoomName("announcements")!]

  /// Removes a room. It disappears for everybody, its viewers are told at once, its name stays taken, and what its messages show is not served
  /// any more. Only moderators may do this; they need not be members of the room. The room of somebody else of a lower rank can be brought
  /// back for 30 days.
  public func remove(_ scope: Scope, _ name: RoomName) async throws {
    try scope.require(.moderate)
    let member = try scope.requireMember(.readRoom)
    _ = try await changes.once(scope) { transaction in
      guard let room = try await rooms.governed(name, by: member, in: transaction)?.standing else { throw AppError.notFound("The room") }
      guard !Self.permanent.contains(name) else { throw AppError.validation("room", "is one that every community has") }
      let maker = try await removal.maker(of: room, besides: member.id, in: transaction)
      if let maker, try await !ranks.outranks(member, maker.id, as: maker.role, at: scope.now, in: transaction) {
        throw AppError.forbidden("You cannot remove the room of a member whose role is as high as yours")
      }
      try await audit.record(
        scope, "room.remove", of: "room:\(room.id)",
        details: [("room", name.rawValue), ("kind", room.kind.rawValue), ("made_by", room.createdBy.map { "user:\($0)" } ?? "")],
        in: transaction)
      guard let maker else {
        guard try await rooms.remove(room.id, at: scope.now, in: transaction) else { throw AppError.notFound("The room") }
        try await releaseMedia(of: room.id, at: scope.now, in: transaction)
        let told = try await notices.closed(room.id, at: scope.now, in: transaction)
        return Changes.Outcome(answer: Done(), events: [.roomRemoved(room.id, name)] + told)
      }
      let told = try await removal.remove(room.id, named: name, at: scope.now, in: transaction)
      guard !told.isEmpty else { throw AppError.notFound("The room") }
      let written = try await removals.removed("room", room.id.description, of: maker.id, by: scope, in: transaction)
      return Changes.Outcome(answer: Done(), events: told + written.map { .told($0) })
    }
  }

  /// Archives a private room whose last member has left: as when a moderator removes it, without a word in the audit log.
  func archiveDeserted(_ room: RoomStanding, at now: Timestamp, in transaction: Transaction) async throws -> [ChatEvent] {
    guard try await !members.hasMembers(room.id, in: transaction), try await rooms.remove(room.id, at: now, in: transaction) else {
      return []
    }
    try await releaseMedia(of: room.id, at: now, in: transaction)
    return [.roomRemoved(room.id, room.name)] + (try await notices.closed(room.id, at: now, in: transaction))
  }

  private func releaseMedia(of room: RoomID, at now: Timestamp, in transaction: Transaction) async throws {
    let showing = try await messages.showingMedia(in: room, in: transaction).map(\.rawValue)
    // As many as a statement takes.
    for start in stride(from: 0, to: showing.count, by: 1_000) {
      let some = Array(showing[start..<min(start + 1_000, showing.count)])
      try await media.release(some, of: MessageMediaRows(), at: now, in: transaction)
    }
  }

  /// Takes some of what stands in removed rooms out of the index of the search; how many messages. Nobody finds them from the removal on, but
  /// every search would have to skip them. The server's own.
  public func forgetRemoved(_ scope: Scope, limit: Int = 500) async throws -> Int {
    try scope.require(.admin)
    return try await changes.work.transaction { transaction in
      var count = try await removal.giveUp(at: scope.now, limit: 10, in: transaction)
      for room in try await rooms.removed(in: transaction) where count < limit {
        count += try await SearchIndexRepository().remove(someIn: room, atMost: limit - count, in: transaction)
      }
      return count
    }
  }
}
