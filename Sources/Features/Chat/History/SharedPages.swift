import Core
import Synchronization

/// Pages just read, for others who ask for the very same: when a network comes back, everybody in a room has missed the same.
///
/// A page is given again only while its room stands where it stood: whatever changes a message moves the room on, so what was
/// deleted is on none of them. What has no place in the room's order, such as a member's new name, shows after `lifetime` at the latest.
final class SharedPages: Sendable {
  struct Place: Hashable {
    let room: RoomID
    let after: HistoryCursor
    let limit: Int
    /// The room's last sequence when the page was read.
    let head: Int64
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
