import Core

/// One socket's way through a place's history until it meets the present. A pure value: each step says what to do next, and is told
/// how that went.
struct Subscription {
  enum Action: Equatable {
    case readNewest
    case read(after: HistoryCursor)
    /// Send as one of several pages, then `written`.
    case write(HistoryPage)
    /// Everything there was has been read: hand the page to the feed as the last one, then `arrived`.
    case arrive(HistoryPage)
    /// The cursor is of another history: say so; the view is over.
    case reset(epoch: String)
    /// Try again after this long, then `retry`.
    case wait(Duration)
    /// The history cannot be read: the socket ends, to come back with its cursor.
    case giveUp
    case end
  }

  /// What coming back has cost; nil for a socket that came without a cursor.
  enum Resume: String, CaseIterable { case lossless, backfilled, reset }

  static let attempts = 4

  private(set) var resume: Resume?
  private var cursor: HistoryCursor?
  private let cameWithCursor: Bool
  private var unsent: HistoryPage?
  private var failures = 0

  init(from cursor: HistoryCursor?) {
    self.cursor = cursor
    cameWithCursor = cursor != nil
  }

  func begin() -> Action { cursor.map { .read(after: $0) } ?? .readNewest }

  mutating func read(_ read: HistoryRead) -> Action {
    failures = 0
    switch read {
    case .reset(let epoch):
      resume = cameWithCursor ? .reset : nil
      return .reset(epoch: epoch)
    case .page(let page):
      if cameWithCursor, resume == nil || resume == .lossless { resume = page.objects.count > 2 ? .backfilled : .lossless }
      unsent = page
      if page.isComplete { return .arrive(page) }
      // A page that leads nowhere would be read for ever.
      guard page.sequence > cursor?.sequence ?? -1 else { return .giveUp }
      return .write(page)
    }
  }

  mutating func written(_ went: Bool) -> Action {
    guard went, let page = unsent else { return .end }
    unsent = nil
    let next = HistoryCursor(epoch: page.epoch, sequence: page.sequence)
    cursor = next
    return .read(after: next)
  }

  /// How the feed received the last page.
  mutating func arrived(_ arrival: FeedState.Arrival) -> Action {
    switch arrival {
    case .behind: unsent.map { .write($0) } ?? .end
    case .settled, .over: .end
    }
  }

  mutating func failed() -> Action {
    failures += 1
    return failures < Self.attempts ? .wait(.milliseconds(250 * (1 << failures))) : .giveUp
  }

  func retry() -> Action { begin() }
}
