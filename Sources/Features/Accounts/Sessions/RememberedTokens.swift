import Core
import Synchronization

/// Tokens that were found to be ours, so that a client's next request costs no HMAC and no JSON. Whether their time is over and their
/// session still stands is asked every time. Safe to use from any thread; a lock is held for a dictionary access.
final class RememberedTokens: Sendable {
  struct Entry: Sendable {
    let claims: SessionTokens.Claims
    /// Seconds since 1970, UTC.
    let expiresAt: Int64
  }

  private let entries: Mutex<Generations<String, Entry>>

  init(capacity: Int = 10_000) { entries = Mutex(Generations(capacity: capacity)) }

  subscript(token: String) -> Entry? { entries.withLock { $0.use(token) } }

  func keep(_ entry: Entry, for token: String) { entries.withLock { $0.insert(entry, for: token) } }
}
