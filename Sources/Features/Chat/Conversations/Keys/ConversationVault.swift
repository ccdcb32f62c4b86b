import Core
import Crypto
import Synchronization
import Telemetry

/// The keys of conversations, as this process has unwrapped them. They are kept in memory alone.
public final class ConversationVault: Sendable {
  /// Keys kept. When there are more, all are forgotten and read again one by one.
  private static let mostKeys = 10_000
  /// Messages whose failure is remembered, so that each is logged once.
  private static let mostUnreadable = 10_000

  let masters: MasterKeys
  private let log: Logger
  private let state = Mutex(State())

  private struct State {
    var seals: [RoomID: ConversationSeal] = [:]
    var unreadable: Set<MessageID> = []
    var unreadableCount = 0
  }

  public init(_ masters: MasterKeys, log: Logger) {
    self.masters = masters
    self.log = log
  }

  /// Messages that did not open, each counted once.
  public var unreadableCount: Int { state.withLock { $0.unreadableCount } }

  /// A new key for a conversation that is about to be made.
  func newKey(of room: RoomID) -> WrappedKey { masters.wrap(.random(), of: room) }

  func known(_ room: RoomID) -> ConversationSeal? { state.withLock { $0.seals[room] } }

  /// Unwraps and keeps a key. Nil if it does not open.
  func take(_ wrapped: WrappedKey, of room: RoomID) -> ConversationSeal? {
    guard let key = masters.unwrap(wrapped, of: room) else { return nil }
    let seal = ConversationSeal(room, key)
    state.withLock { state in
      if state.seals.count >= Self.mostKeys { state.seals = [:] }
      state.seals[room] = seal
    }
    return seal
  }

  /// A message's text did not open.
  func report(unreadable id: MessageID) {
    let isNew = state.withLock { state in
      if state.unreadable.count >= Self.mostUnreadable { state.unreadable = [] }
      guard state.unreadable.insert(id).inserted else { return false }
      state.unreadableCount += 1
      return true
    }
    if isNew { log.error("dm_unreadable", ["message_id": "\(id)"]) }
  }
}
