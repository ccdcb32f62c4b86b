import Synchronization

/// Exact sliding windows in this process's memory, for any number of subjects up to a bound.
///
/// Subjects whose windows have run out are dropped. When more are counting than fit, those quiet for longest are forgotten: memory
/// is bounded even if a client has a million addresses.
public final class LocalRateLimiter: RateLimiter {
  private struct Key: Hashable {
    let limit: String
    let subject: LimitSubject
  }

  private struct Entry {
    let limit: Limit
    var log = SlidingLog()
  }

  private struct Entries {
    var byKey: [Key: Entry] = [:]
    /// The number of entries at which expired ones are looked for: twice what was left the last time, so that it costs nothing.
    var sweepAt = 64
  }

  private static let shardCount = 16
  private let shards: [Box]
  private let capacityPerShard: Int

  private final class Box: Sendable {
    let entries = Mutex(Entries())
  }

  /// `capacity` is the number of subjects counted at once, over all limits.
  public init(capacity: Int = 200_000) {
    shards = (0..<Self.shardCount).map { _ in Box() }
    capacityPerShard = max(1, capacity / Self.shardCount)
  }

  public func admit(_ limit: Limit, weight: Int, for subject: LimitSubject, now: Timestamp) async -> Admission {
    count(limit, weight: weight, for: subject, now: now)
  }

  func count(_ limit: Limit, weight: Int = 1, for subject: LimitSubject, now: Timestamp) -> Admission {
    guard !limit.windows.isEmpty else { return .allowed }
    let key = Key(limit: limit.name, subject: subject)
    let shard = shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
    return shard.entries.withLock { entries in
      if entries.byKey[key] == nil { makeRoom(in: &entries, now: now) }
      return entries.byKey[key, default: Entry(limit: limit)].log.admit(limit, weight: weight, now: now)
    }
  }

  /// How many subjects are being counted.
  var subjects: Int { shards.reduce(0) { $0 + $1.entries.withLock { $0.byKey.count } } }

  private func makeRoom(in entries: inout Entries, now: Timestamp) {
    guard entries.byKey.count >= min(entries.sweepAt, capacityPerShard) else { return }
    entries.byKey = entries.byKey.filter { !$0.value.log.isExpired($0.value.limit, now: now) }
    entries.sweepAt = max(64, entries.byKey.count * 2)
    guard entries.byKey.count >= capacityPerShard else { return }
    // Some at once, so that a flood of new subjects does not sweep each time.
    let quietest = entries.byKey.sorted { $0.value.log.lastAdmission < $1.value.log.lastAdmission }.prefix(max(1, capacityPerShard / 16))
    for (key, _) in quietest { entries.byKey[key] = nil }
  }
}
