import Core
import Synchronization

/// Time that passes when the test says so. Begins on 2026-11-20 at 10:00 UTC.
public final class TestClock: Sendable {
  public static let start = Timestamp(microseconds: 1_795_168_800_000_000)

  private let moment = Mutex(TestClock.start)

  public init() {}

  public var now: Timestamp { moment.withLock { $0 } }

  public func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}

/// SplitMix64: the same numbers for the same seed.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(_ seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

extension RandomSource {
  /// Bytes that are the same in every run, and never the same twice in one.
  public static func seeded(_ seed: UInt64) -> RandomSource {
    let box = SeededBox(seed)
    return RandomSource { count in box.bytes(count) }
  }
}

private final class SeededBox: Sendable {
  private let random: Mutex<SeededRandom>

  init(_ seed: UInt64) { random = Mutex(SeededRandom(seed)) }

  func bytes(_ count: Int) -> [UInt8] {
    random.withLock { random in (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
  }
}
