import Synchronization

/// How long commits took, counted in classes that grow by a quarter of an octave: a quantile is told at most 19 % too long.
public struct CommitTimes: Sendable, Equatable {
  /// Four classes for each power of two of microseconds, up to an hour.
  private static let classes = 4 * 32
  private var counts: [Int]

  public init() { counts = [Int](repeating: 0, count: Self.classes) }

  mutating func add(nanoseconds: UInt64) { counts[Self.index(of: nanoseconds / 1_000)] += 1 }

  /// The classes of 4, 5, 6 and 7 microseconds, then of 8-9, 10-11 and so on; below 4 each microsecond has its own.
  private static func index(of microseconds: UInt64) -> Int {
    guard microseconds >= 4 else { return Int(microseconds) }
    let octave = 63 - microseconds.leadingZeroBitCount
    return min(classes - 1, 4 * (octave - 1) + Int(microseconds >> UInt64(octave - 2)) & 3)
  }

  /// The first duration, in microseconds, that belongs to the next class.
  private static func end(of index: Int) -> UInt64 {
    guard index >= 4 else { return UInt64(index) + 1 }
    let octave = index / 4 + 1
    return UInt64(4 + index % 4 + 1) << UInt64(octave - 2)
  }

  /// What was counted since `earlier`.
  public func since(_ earlier: CommitTimes) -> CommitTimes {
    var rest = self
    for index in counts.indices { rest.counts[index] -= earlier.counts[index] }
    return rest
  }

  /// What that share of the commits did not exceed. Nil if there was none.
  ///
  /// - Parameter share: over 0 and at most 1.
  public func quantile(_ share: Double) -> Duration? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    var rest = max(1, Int((Double(total) * share).rounded(.up)))
    for index in counts.indices {
      rest -= counts[index]
      if rest <= 0 { return .microseconds(Self.end(of: index)) }
    }
    return nil
  }
}

/// Counts commits of any thread.
final class CommitClock: Sendable {
  private let counted = Mutex(CommitTimes())

  func add(nanoseconds: UInt64) { counted.withLock { $0.add(nanoseconds: nanoseconds) } }

  var times: CommitTimes { counted.withLock { $0 } }
}
