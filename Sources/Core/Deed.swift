import Synchronization

/// What happens on the server that somebody else may take note of, such as the cats. The raw value is its public name.
public enum Deed: String, CaseIterable, Sendable {
  case loginSuccess = "login_success"
  case loginAgain = "login_again"
  case loginFailure = "login_failure"
  case systemError = "system_error"
  case formError = "form_error"
  case timeout
  case friendAdded = "friend_added"
  case postCreated = "post_created"
  case stickerPlaced = "sticker_placed"
  case scriptForked = "script_forked"
  case verseCanon = "verse_canon"
  case contentRemoved = "content_removed"
  case idle
  case pet
}

/// A deed that was done.
public struct RaisedDeed: Hashable, Sendable {
  public let deed: Deed
  /// The member whose deed it is. Nil if it is not a member's.
  public let by: UserID?
  public let at: Timestamp

  public init(_ deed: Deed, by member: UserID?, at moment: Timestamp) {
    self.deed = deed
    by = member
    at = moment
  }
}

/// A queue of the deeds of this process that the cats have not handled yet. Adding a deed is cheap and never fails. Deeds in the queue are lost
/// when the process ends. When the queue is full, further deeds are dropped.
public final class Deeds: Sendable {
  /// How many wait at most.
  static let most = 10_000

  /// Rings when there are some.
  public let bell = Bell()
  private let waiting = Mutex<[RaisedDeed]>([])

  public init() {}

  public func raise(_ deeds: [RaisedDeed]) {
    guard !deeds.isEmpty else { return }
    waiting.withLock { $0 += deeds.prefix(Self.most - $0.count) }
    bell.ring()
  }

  /// All that were raised since the last call, in order.
  public func take() -> [RaisedDeed] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
