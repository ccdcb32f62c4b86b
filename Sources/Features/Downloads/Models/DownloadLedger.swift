/// A part of one state of the file, as an answer sends it.
public struct FilePart: Hashable, Sendable {
  /// Names the state of the file; another state is another file.
  public let state: String
  /// Empty for a whole file of unknown size.
  public let range: Range<Int64>
  /// Of the whole file; nil when its keeper does not say.
  public let size: Int64?

  public init(state: String, range: Range<Int64>, size: Int64?) {
    self.state = state
    self.range = range
    self.size = size
  }
}

/// What was sent of a file under one token. A pure value that decides whether more may be sent.
///
/// Each answer is charged in full before its first byte, and credited with the unsent rest when it ends. So parallel answers or a crash never
/// count less than what was sent. A download continues where it stopped: not beyond what was promised, and back by no more than what may
/// have been lost on the way. In all, at most twice the file's size is sent.
struct DownloadLedger: Hashable, Sendable {
  /// What may lie in buffers between the engine and a client whose connection breaks: the kernel's on both sides, those of a proxy.
  static let slack: Int64 = 16 << 20

  /// Of the file as it was at the last answer; nil before the first.
  private(set) var state: String?
  /// Bytes sent, or promised by answers that go on.
  private(set) var charged: Int64 = 0
  /// Up to where answers that ended have sent.
  private(set) var reached: Int64 = 0
  /// Up to where any answer was to send.
  private(set) var promised: Int64 = 0

  init() {}

  init(state: String?, charged: Int64, reached: Int64, promised: Int64) {
    self.state = state
    self.charged = charged
    self.reached = reached
    self.promised = promised
  }

  /// Charges an answer with this part; false, and nothing charged, when it may not go.
  mutating func grant(_ part: FilePart) -> Bool {
    let isNew = state != part.state
    var next = isNew ? DownloadLedger() : self
    let count = Int64(part.range.count)
    if isNew {
      next.state = part.state
      next.reached = part.range.lowerBound
    } else {
      let size = part.size ?? max(promised, part.range.upperBound)
      let (total, overflows) = charged.addingReportingOverflow(part.range.isEmpty ? promised : count)
      guard part.range.lowerBound <= promised, reached - part.range.lowerBound <= Self.slack,
        !overflows, total / 2 + total % 2 <= size
      else { return false }
    }
    next.charged += count
    next.promised = max(next.promised, part.range.upperBound)
    self = next
    return true
  }

  /// An answer that was granted `part` has ended after `sent` bytes of it. Without effect when it was of another state of the file.
  mutating func settle(_ part: FilePart, sent: Int64) {
    guard state == part.state else { return }
    charged = max(0, charged - Int64(part.range.count) + sent)
    reached = max(reached, part.range.lowerBound + sent)
    promised = max(promised, reached)
  }
}
