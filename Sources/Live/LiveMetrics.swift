import Synchronization

/// What `Live` counts. Reading and counting never wait.
public final class LiveMetrics: Sendable {
  private let lossless = Atomic<Int>(0)
  private let backfilled = Atomic<Int>(0)
  private let reset = Atomic<Int>(0)
  private let received = Atomic<Int>(0)
  private let refused = Atomic<Int>(0)
  private let published = Atomic<Int>(0)

  init() {}

  /// Sockets that came back with a cursor, by what it took: nothing, pages, or a fresh copy.
  public var resumes: (lossless: Int, backfilled: Int, reset: Int) {
    (lossless.load(ordering: .relaxed), backfilled.load(ordering: .relaxed), reset.load(ordering: .relaxed))
  }
  /// Messages clients have sent.
  public var messagesIn: Int { received.load(ordering: .relaxed) }
  /// Those answered by an error.
  public var messagesRefused: Int { refused.load(ordering: .relaxed) }
  /// Events handed to sockets of this node, each counted once however many receive it.
  public var events: Int { published.load(ordering: .relaxed) }

  func resumed(_ resume: RoomSubscription.Resume) {
    switch resume {
    case .lossless: lossless.add(1, ordering: .relaxed)
    case .backfilled: backfilled.add(1, ordering: .relaxed)
    case .reset: reset.add(1, ordering: .relaxed)
    }
  }
  func messageReceived() { received.add(1, ordering: .relaxed) }
  func messageRefused() { refused.add(1, ordering: .relaxed) }
  func eventDelivered() { published.add(1, ordering: .relaxed) }
}
