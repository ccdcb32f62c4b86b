/// A part of one state of the file, as an answer sends it.
public struct FilePart: Hashable, Sendable {
  /// Names the state of the file; another state is another file.
  public let state: String
  /// Empty when it is all of a file whose size nobody says.
  public let range: Range<Int64>
  /// Of the whole file; nil when its keeper does not say.
  public let size: Int64?

  public init(state: String, range: Range<Int64>, size: Int64?) {
    self.state = state
    self.range = range
    self.size = size
  }
}

/// What has gone out of a file under one token. A pure value that decides whether more may go.
///
/// Each answer is charged with all it promises before its first byte goes, and given back what it did not send when it ends; so many
/// answers at once, or a crash, never make it less than what went. A download goes on where it stopped: no further on than was promised,
/// and no further back than what may have been lost on the way. In all, twice the file's size goes out.
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
