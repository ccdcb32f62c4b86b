import Synchronization

/// One answer on its way, and how far it has come. Counts a piece as sent from the moment it is begun, so that it never says less than went.
public final class DownloadTransfer: Sendable {
  private struct Progress {
    var completed: Int64 = 0
    var begun: Int64 = 0
    var isStopped = false
    /// Somebody else writes into the ledger what it sent.
    var isClaimed = false
  }

  let token: TokenID
  let part: FilePart
  private let progress = Mutex(Progress())
  private let ended: @Sendable (_ token: TokenID, _ part: FilePart, _ sent: Int64) -> Void

  init(
    _ token: TokenID, _ part: FilePart, ended: @escaping @Sendable (_ token: TokenID, _ part: FilePart, _ sent: Int64) -> Void
  ) {
    self.token = token
    self.part = part
    self.ended = ended
  }

  /// The answer is over, or never began.
  deinit {
    let (sent, isClaimed) = progress.withLock { ($0.completed + $0.begun, $0.isClaimed) }
    if !isClaimed { ended(token, part, sent) }
  }

  /// A piece is about to go; false when another answer has taken this one's place.
  public func begin(_ count: Int64) -> Bool {
    progress.withLock { progress in
      guard !progress.isStopped else { return false }
      progress.begun = count
      return true
    }
  }

  public func complete() {
    progress.withLock { progress in
      progress.completed += progress.begun
      progress.begun = 0
    }
  }

  var sent: Int64 { progress.withLock { $0.completed + $0.begun } }

  /// Lets no further piece go; what has gone by now.
  func stop() -> Int64 {
    progress.withLock { progress in
      progress.isStopped = true
      return progress.completed + progress.begun
    }
  }

  /// Takes it over to write into the ledger what it sent; false when somebody else has. What is written twice would be given back twice.
  func claim() -> Bool {
    progress.withLock { progress in
      defer { progress.isClaimed = true }
      return !progress.isClaimed
    }
  }

  /// Gives it back: nothing of it was written.
  func release() { progress.withLock { $0.isClaimed = false } }
}
