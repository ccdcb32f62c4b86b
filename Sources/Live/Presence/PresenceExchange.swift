import Bus
import Core
import Synchronization

/// Tells other nodes who is in which room here, in order, and remembers what they tell.
final class PresenceExchange: Sendable {
  private let elsewhere = Mutex(Elsewhere())
  private let words: AsyncStream<PresenceWord>.Continuation
  private let telling: Task<Void, Never>

  init(bus: any Bus) {
    // Rooms speak under their lock; the bus is called outside of it.
    let (stream, words) = AsyncStream.makeStream(of: PresenceWord.self)
    self.words = words
    telling = Task {
      for await word in stream where bus.reachesOthers {
        bus.publish(NodeMessage.presence(word, node: bus.node).encoded, to: NodeMessage.channel)
      }
    }
  }

  deinit {
    words.finish()
    telling.cancel()
  }

  /// The other nodes that are there, as far as they have said.
  var nodes: Set<String> { elsewhere.withLock { $0.nodes } }

  /// To the other nodes; does not wait.
  func say(_ word: PresenceWord) { words.yield(word) }

  /// Whom it concerns, by room.
  func heard(_ word: PresenceWord, from node: String, now: Timestamp) -> [RoomID: Set<UserID>] {
    elsewhere.withLock { $0.heard(word, from: node, now: now) }
  }

  func expire(now: Timestamp) -> [RoomID: Set<UserID>] { elsewhere.withLock { $0.expire(now: now) } }
  func forget(_ user: UserID, in room: RoomID) { elsewhere.withLock { $0.forget(user, in: room) } }
  func json(of user: UserID, in room: RoomID) -> [UInt8]? { elsewhere.withLock { $0.json(of: user, in: room) } }
  func people(in room: RoomID) -> [Present] { elsewhere.withLock { $0.people(in: room) } }
}
