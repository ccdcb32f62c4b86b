import Core

/// What chat keeps of one member: for them to take away, and to be erased when they leave for good.
public struct PersonalMessageService: Sendable {
  /// What the author of an emptied message is called.
  static let nobody = "someone who left"

  private let work: UnitOfWork
  private let personal: PersonalMessageRepository
  private let archive: ArchiveRepository
  private let rooms = RoomRepository()
  private let messages: MessageRepository

  init(
    work: UnitOfWork, personal: PersonalMessageRepository, archive: ArchiveRepository, messages: MessageRepository
  ) {
    self.work = work
    self.personal = personal
    self.archive = archive
    self.messages = messages
  }

  /// Writes the member's living messages, as a JSON array.
  public func export(of user: UserID, to output: any PersonalOutput) async throws { try await personal.export(of: user, to: output) }

  /// The names of the member's starred rooms, as a JSON array.
  public func stars(of user: UserID) async throws -> [UInt8] { try await personal.stars(of: user) }

  /// Makes tombstones of all that the member said and takes their emoji away, in small transactions; interrupted, it can be begun again.
  /// Every change takes its room's next number, so open pages catch up with it. The feature Media erases the files.
  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    for batch in try await personal.living(of: user).inBatches {
      try await changing(batch) { id, seq, transaction in try await messages.erase(id, at: seq, on: scope.now, in: transaction) }
    }
    for batch in try await personal.reacted(by: user).inBatches {
      try await changing(batch) { id, seq, transaction in
        try await personal.removeReactions(of: user, from: id, in: transaction)
        try await messages.touch(id, at: seq, in: transaction)
      }
    }
    try await work.transaction { transaction in
      try await RemovedMessageRepository().forget(of: user, in: transaction)
      try await personal.forget(user, as: Self.nobody, in: transaction)
    }
  }

  private func changing(
    _ ids: [MessageID], _ change: @escaping @Sendable (MessageID, Int64, Transaction) async throws -> Void
  ) async throws {
    try await work.transaction { transaction in
      for id in ids {
        try await archive.bringBack(id, in: transaction)
        guard let room = try await personal.room(of: id, in: transaction) else { continue }
        try await change(id, try await rooms.takeSeq(of: room, in: transaction), transaction)
      }
    }
  }
}

extension [MessageID] {
  fileprivate var inBatches: [[MessageID]] {
    stride(from: 0, to: count, by: PersonalMessageRepository.batch).map {
      Array(self[$0..<Swift.min($0 + PersonalMessageRepository.batch, count)])
    }
  }
}
