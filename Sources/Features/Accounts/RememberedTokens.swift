import Core
import Synchronization

/// Tokens that were found to be ours, so that a client's next request costs no HMAC and no JSON. Whether their time is over and their
/// session still stands is asked every time.
///
/// Bounded by two generations, as `SessionCache` is. Safe to use from any thread; a lock is held for a dictionary access.
final class RememberedTokens: Sendable {
  struct Entry: Sendable {
    let claims: SessionTokens.Claims
    /// Seconds since 1970, UTC.
    let expiresAt: Int64
  }

  private struct State {
    var young: [String: Entry] = [:]
    var old: [String: Entry] = [:]
  }

  private let state = Mutex(State())
  private let generationSize: Int

  init(capacity: Int = 10_000) { generationSize = max(1, capacity / 2) }

  subscript(token: String) -> Entry? {
    state.withLock { state in
      if let entry = state.young[token] { return entry }
      guard let entry = state.old[token] else { return nil }
      insert(entry, for: token, in: &state)
      return entry
    }
  }

  func keep(_ entry: Entry, for token: String) { state.withLock { insert(entry, for: token, in: &$0) } }

  private func insert(_ entry: Entry, for token: String, in state: inout State) {
    if state.young.count >= generationSize {
      state.old = state.young
      state.young = [:]
    }
    state.young[token] = entry
  }
}
