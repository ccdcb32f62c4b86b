import Core
import Media

/// What the operator does with the master keys of conversations.
public struct ConversationKeyService: Sendable {
  /// Keys wrapped in one transaction, and messages forgotten in one.
  static let batches = (keys: 500, messages: 50)

  let work: UnitOfWork
  let reading: ConversationReadingRepository
  let keys: ConversationKeyRepository
  let messages: MessageRepository
  let archive: ArchiveRepository
  let media: MediaUseRepository
  let notices: MessageNoticeRepository
  let rooms = RoomRepository()

  /// A master key and the conversations that are wrapped under it.
  public struct Use: Equatable, Sendable, CustomStringConvertible {
    public enum State: String, Sendable { case current, old, unknown }

    public let id: String
    public let count: Int
    public let state: State

    public var description: String { "\(id) \(count) \(state.rawValue)" }
  }

  /// The keys that the conversations need, and the current one.
  public func status(_ scope: Scope) async throws -> [Use] {
    try scope.require(.admin)
    let counts = try await reading.counts()
    let current = keys.vault.masters.currentID
    let missing = counts.contains { $0.master == current } ? [] : [Use(id: current, count: 0, state: .current)]
    return missing + counts.map { Use(id: $0.master, count: $0.count, state: state(of: $0.master)) }
  }

  /// The ids of master keys that conversations need and this server does not have.
  func unknown() async throws -> [String] {
    try await reading.masters().filter { state(of: $0) == .unknown }
  }

  /// Wraps all keys under the current master key, while servers run. It may be interrupted and called again. Returns how many it wrapped.
  public func rotate(_ scope: Scope) async throws -> Int {
    try scope.require(.admin)
    var (count, last) = (0, RoomID(0))
    while true {
      let after = last
      let done = try await work.transaction { try await keys.rewrap(after: after, limit: Self.batches.keys, in: $0) }
      count += done.count
      guard let next = done.last else { return count }
      last = next
    }
  }

  /// Gives up the conversations of a master key that is lost: their living messages become tombstones, and they go on under a new key. It may
  /// be interrupted and called again. Returns how many conversations there were. `CONFLICT` for a key that this server has.
  public func forget(_ scope: Scope, master: String) async throws -> Int {
    try scope.require(.admin)
    guard state(of: master) == .unknown else { throw AppError(.conflict, "This key is not lost: the server has it") }
    var count = 0
    while let room = try await reading.firstRoom(under: master) {
      while try await work.transaction({ try await forgetSome(of: room, at: scope.now, in: $0) }) {}
      try await work.transaction { transaction in
        _ = try await notices.closed(room, at: scope.now, in: transaction)
        try await keys.replaceKey(of: room, in: transaction)
      }
      count += 1
    }
    return count
  }

  /// False once no living message is left.
  private func forgetSome(of room: RoomID, at now: Timestamp, in transaction: Transaction) async throws -> Bool {
    let living = try await messages.living(in: room, limit: Self.batches.messages, in: transaction)
    for id in living {
      try await archive.bringBack(id, in: transaction)
      try await messages.erase(id, at: try await rooms.takeSeq(of: room, in: transaction), on: now, in: transaction)
    }
    if !living.isEmpty { try await media.release(living.map(\.rawValue), of: MessageMediaRows(), at: now, in: transaction) }
    return !living.isEmpty
  }

  private func state(of master: String) -> Use.State {
    if master == keys.vault.masters.currentID { return .current }
    return keys.vault.masters.ids.contains(master) ? .old : .unknown
  }
}
