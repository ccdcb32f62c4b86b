import Core
import RandomTesting
import Synchronization

extension RandomSource {
  /// Bytes that are the same in every run, and never the same twice in one.
  public static func seeded(_ seed: UInt64) -> RandomSource {
    let box = SeededBox(seed)
    return RandomSource { count in box.bytes(count) }
  }
}

private final class SeededBox: Sendable {
  private let random: Mutex<SeededRandom>

  init(_ seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

  func bytes(_ count: Int) -> [UInt8] {
    random.withLock { random in (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
  }
}
