import Core
import Synchronization

/// A node's cache of recently used sessions, so that a request needs no query. Safe to use from any thread; a lock is held for a
/// dictionary access.
final class SessionCache: Sendable {
  struct Entry: Sendable {
    let authenticated: Authenticated
    /// If the clock is set back to before this, the database is asked again.
    let readAt: Timestamp
    /// From here on the database is asked again: the re-read interval, the session's end, or the end of a grant or denial.
    let freshUntil: Timestamp
    /// When `last_seen` was last handed on to be written.
    var seenAt: Timestamp
  }

  /// Taken before a read and shown when its result is stored. A result is not stored if anything was forgotten since, so that a session
  /// revoked during the read does not stay in the cache.
  struct Ticket: Equatable, Sendable {
    fileprivate let forgotten: Int
  }

  enum Lookup: Sendable {
    case hit(Authenticated, SeenMark)
    case miss(Ticket)
  }

  /// Whether this request is the first in a minute: then `last_seen` is written.
  enum SeenMark: Sendable { case recent, due }

  private struct State {
    var entries: Generations<SessionID, Entry>
    var forgotten = 0
  }

  private let state: Mutex<State>

  /// How much earlier than an entry was read a request may have started: simultaneous requests have different times.
  private static let slack = Duration.seconds(1)

  /// How often `last_seen` is written.
  static let seenInterval = Duration.seconds(60)

  init(capacity: Int = 20_000) { state = Mutex(State(entries: Generations(capacity: capacity))) }

  func lookup(_ session: SessionID, now: Timestamp) -> Lookup {
    state.withLock { state in
      guard var entry = state.entries.use(session), entry.readAt <= now + Self.slack, now < entry.freshUntil else {
        return .miss(Ticket(forgotten: state.forgotten))
      }
      let isDue = now >= entry.seenAt + Self.seenInterval
      if isDue {
        entry.seenAt = now
        state.entries.insert(entry, for: session)
      }
      return .hit(entry.authenticated, isDue ? .due : .recent)
    }
  }

  var ticket: Ticket { state.withLock { Ticket(forgotten: $0.forgotten) } }

  func store(_ entry: Entry, for session: SessionID, ticket: Ticket) {
    state.withLock { state in
      guard state.forgotten == ticket.forgotten else { return }
      state.entries.insert(entry, for: session)
    }
  }

  func forget(session: SessionID) {
    state.withLock { state in
      state.forgotten += 1
      state.entries.remove(session)
    }
  }

  func forget(user: UserID) {
    state.withLock { state in
      state.forgotten += 1
      state.entries.removeAll { $0.authenticated.member.id == user }
    }
  }

  func forgetEverything() {
    state.withLock { state in
      state.forgotten += 1
      state.entries.removeAll { _ in true }
    }
  }

  var count: Int { state.withLock { $0.entries.count } }
}
