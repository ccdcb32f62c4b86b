import Core
import Synchronization

/// Keeps pages for a second, for others who ask for the same page: after a network failure, everybody in a room has missed the same
/// messages.
///
/// A page is reused only while the room's last sequence is unchanged. Every change of a message raises it, so a deleted text is on no
/// reused page. Changes without a sequence, such as a member's new name, show after `lifetime` at the latest.
final class SharedPages: Sendable {
  struct Place: Hashable {
    let room: RoomID
    let after: HistoryCursor
    let limit: Int
    /// The room's last sequence when the page was read.
    let head: Int64
    /// What the viewer has cleared, in a conversation.
    var floor = MessageID(0)
  }

  private struct Entry {
    let page: HistoryPage
    let ends: ContinuousClock.Instant
  }

  private static let lifetime = Duration.seconds(1)
  private static let capacity = 32

  private let now: @Sendable () -> ContinuousClock.Instant
  private let entries = Mutex<[Place: Entry]>([:])

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

  func page(at place: Place) -> HistoryPage? {
    entries.withLock { entries in
      guard let entry = entries[place], entry.ends > now() else { return nil }
      return entry.page
    }
  }

  func keep(_ page: HistoryPage, at place: Place) {
    let entry = Entry(page: page, ends: now() + Self.lifetime)
    entries.withLock { entries in
      if entries.count >= Self.capacity { entries.removeAll() }
      entries[place] = entry
    }
  }
}
