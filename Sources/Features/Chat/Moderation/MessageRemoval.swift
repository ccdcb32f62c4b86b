import Core
import Media

/// How staff remove messages of rooms, and bring them back for 30 days.
struct MessageRemoval: StaffRemoval {
  static let restorable = Duration.days(30)

  let rooms = RoomRepository()
  let messages: MessageRepository
  let archive: ArchiveRepository
  let media: MediaUseRepository
  let notices: MessageNoticeRepository
  let removed = RemovedMessageRepository()

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let id = MessageID(text: key), let message = try await removed.message(id, in: transaction), !message.isDirect, !message.isNotice
    else {
      return .unknown
    }
    guard !message.isDeleted else { return .gone }
    return .removed(try await remove(message, at: now, in: transaction).map(\.event))
  }

  /// Removes a message that stands and is locked.
  func remove(_ message: MessageStanding, at now: Timestamp, in transaction: Transaction) async throws -> [ChatEvent] {
    if message.isArchived { try await archive.bringBack(message.id, in: transaction) }
    let seq = try await rooms.takeSeq(of: message.room, in: transaction)
    try await removed.keep(message.id, at: now, in: transaction)
    try await messages.erase(message.id, at: seq, on: now, in: transaction)
    if message.showsMedia { try await media.hold([message.id.rawValue], of: MessageMediaRows(), in: transaction) }
    let told = try await notices.deleted(message, at: now, in: transaction)
    guard let erased = try await messages.message(message.id, in: transaction) else { return told }
    return [.deleted(erased)] + told
  }

  /// Those in rooms, live and archived.
  func keys(madeBy user: UserID, since moment: Timestamp, limit: Int, in snapshot: Snapshot) async throws -> [String] {
    try await removed.messages(by: user, since: moment, limit: limit, in: snapshot).map(\.description)
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let id = MessageID(text: key), let message = try await removed.message(id, in: transaction), message.isDeleted else { return nil }
    if message.isArchived { try await archive.bringBack(id, in: transaction) }
    let seq = try await rooms.takeSeq(of: message.room, in: transaction)
    let files = try await media.revive(id.rawValue, of: MessageMediaRows(), in: transaction)
    guard try await removed.restore(message, keeping: { files.contains($0.file.id) }, at: seq, in: transaction),
      let whole = try await messages.message(id, in: transaction)
    else { return nil }
    return [ChatEvent.edited(whole).event]
  }

  /// The author deletes what staff removed: it cannot come back. Returns files that nothing shows any more.
  func giveUp(_ message: MessageStanding, at now: Timestamp, in transaction: Transaction) async throws -> ErasedMedia? {
    guard try await removed.forget(message.id, in: transaction) else { return nil }
    return try await media.releaseAndErase(
      [message.id.rawValue], of: MessageMediaRows(), owner: message.author, at: now, in: transaction)
  }
}
