import Synchronization

/// One answer on its way, and how far it has come. Counts a piece as sent from the moment it is begun, so that it never says less than went.
public final class DownloadTransfer: Sendable {
  private struct Progress {
    var completed: Int64 = 0
    var begun: Int64 = 0
    var isStopped = false
    /// Somebody has accounted for what it sent.
    var isSettled = false
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
    let (sent, isSettled) = progress.withLock { ($0.completed + $0.begun, $0.isSettled) }
    if !isSettled { ended(token, part, sent) }
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

  /// What it sent stands in the ledger: it need not be told again.
  func settle() { progress.withLock { $0.isSettled = true } }
}
