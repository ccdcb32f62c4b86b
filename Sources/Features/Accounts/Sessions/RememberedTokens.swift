import Core
import Synchronization

/// A cache of tokens whose signature was verified, so that a client's next request needs no HMAC and no JSON. Expiry and session are checked
/// every time. Safe to use from any thread; a lock is held for a dictionary access.
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
