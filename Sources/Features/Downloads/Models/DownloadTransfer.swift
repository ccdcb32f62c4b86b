import Synchronization

/// One answer that is being sent, and how far it has come. A piece counts as sent when its sending begins, so the count is never too low.
public final class DownloadTransfer: Sendable {
  private struct Progress {
    var completed: Int64 = 0
    var begun: Int64 = 0
    var isStopped = false
    /// Another request records in the ledger what was sent.
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

  /// Call it when the answer has ended, or will not begin.
  deinit {
    let (sent, isClaimed) = progress.withLock { ($0.completed + $0.begun, $0.isClaimed) }
    if !isClaimed { ended(token, part, sent) }
  }

  /// Call it before a piece is sent. False if another answer has replaced this one.
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

  /// Stops the answer. Returns the bytes sent so far.
  func stop() -> Int64 {
    progress.withLock { progress in
      progress.isStopped = true
      return progress.completed + progress.begun
    }
  }

  /// Claims the task of recording in the ledger what was sent, which must happen only once. False if another request has claimed it.
  func claim() -> Bool {
    progress.withLock { progress in
      defer { progress.isClaimed = true }
      return !progress.isClaimed
    }
  }

  /// Gives the claim back, if nothing was recorded.
  func release() { progress.withLock { $0.isClaimed = false } }
}
