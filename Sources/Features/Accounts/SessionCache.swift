import Core
import Synchronization

/// What a node remembers of sessions seen lately, so that a request costs no query.
///
/// Bounded by two generations: when the young one is full it becomes the old one, and what nobody asked for since the last turn is
/// dropped. Safe to use from any thread; a lock is held for a dictionary access.
final class SessionCache: Sendable {
  struct Entry: Sendable {
    let authenticated: Authenticated
    /// From here on the database is asked again: the re-read interval, the session's end, or the end of a grant or denial.
    let freshUntil: Timestamp
    /// When `last_seen` was last handed on to be written.
    var seenAt: Timestamp
  }

  /// Taken before a read and shown when its result is stored: a result that was read before something was forgotten is not kept,
  /// or a session revoked during the read would live on in here.
  struct Ticket: Equatable, Sendable {
    fileprivate let forgotten: Int
  }

  enum Lookup: Sendable {
    case hit(Authenticated, SeenMark)
    case miss(Ticket)
  }

  /// Whether this request is the first in a minute, to be written down.
  enum SeenMark: Sendable { case recent, due }

  private struct State {
    var young: [SessionID: Entry] = [:]
    var old: [SessionID: Entry] = [:]
    var forgotten = 0
  }

  private let state = Mutex(State())
  private let generationSize: Int

  /// How often `last_seen` is written.
  static let seenInterval = Duration.seconds(60)

  init(capacity: Int = 20_000) { generationSize = max(1, capacity / 2) }

  func lookup(_ session: SessionID, now: Timestamp) -> Lookup {
    state.withLock { state in
      guard var entry = state.young[session] ?? state.old[session], now < entry.freshUntil else {
        return .miss(Ticket(forgotten: state.forgotten))
      }
      let isDue = now >= entry.seenAt + Self.seenInterval
      if isDue { entry.seenAt = now }
      if isDue || state.young[session] == nil { insert(entry, for: session, in: &state) }
      return .hit(entry.authenticated, isDue ? .due : .recent)
    }
  }

  func store(_ entry: Entry, for session: SessionID, ticket: Ticket) {
    state.withLock { state in
      guard state.forgotten == ticket.forgotten else { return }
      insert(entry, for: session, in: &state)
    }
  }

  func forget(session: SessionID) {
    state.withLock { state in
      state.forgotten += 1
      state.young[session] = nil
      state.old[session] = nil
    }
  }

  func forget(user: UserID) {
    state.withLock { state in
      state.forgotten += 1
      state.young = state.young.filter { $0.value.authenticated.member.id != user }
      state.old = state.old.filter { $0.value.authenticated.member.id != user }
    }
  }

  var count: Int { state.withLock { $0.young.merging($0.old) { young, _ in young }.count } }

  private func insert(_ entry: Entry, for session: SessionID, in state: inout State) {
    if state.young.count >= generationSize, state.young[session] == nil {
      state.old = state.young
      state.young = [:]
    }
    state.young[session] = entry
  }
}
