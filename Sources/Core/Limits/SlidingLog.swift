/// The moments at which something was allowed, as far back as its limit looks: exact, four bytes each.
///
/// A moment counts until it is a whole span old. Refused attempts do not count. A pure value; its owner guards it.
public struct SlidingLog: Sendable {
  /// The low 32 bits of microseconds, oldest first. Unambiguous because nothing older than an hour, seen from `latest`, is kept.
  private var moments: [UInt32] = []
  /// Where the oldest moment still kept is; everything before has expired and awaits compaction.
  private var start = 0
  private var latest = Timestamp(microseconds: .min)

  public init() {}

  /// Counts `weight` more now, unless a window has no room for all of it.
  public mutating func admit(_ limit: Limit, weight: Int = 1, now: Timestamp) -> Admission {
    guard !limit.windows.isEmpty else { return .allowed }
    // A clock that was set back must not make the past count for longer.
    let now = max(now, latest)
    expire(limit, now: now)
    var wait: Int64 = 0
    for window in limit.windows {
      // Once this one has expired there is room for the weight.
      let index = moments.count - window.count + min(weight, window.count) - 1
      guard index >= start else { continue }
      let oldestThatCounts = moments[index]
      let remaining = window.span.wholeMicroseconds - age(of: oldestThatCounts, at: now)
      wait = max(wait, remaining)
    }
    guard wait <= 0 else { return .refused(retryAfter: .microseconds(wait)) }
    moments.append(UInt32(truncatingIfNeeded: now.microseconds))
    if weight > 1, let most = limit.windows.map(\.count).max() {
      moments.append(contentsOf: repeatElement(UInt32(truncatingIfNeeded: now.microseconds), count: min(weight, most) - 1))
    }
    latest = now
    return .allowed
  }

  /// Counts what has been allowed elsewhere, as if it had happened now. No more is kept than the limit can ask for.
  public mutating func record(_ count: Int, _ limit: Limit, now: Timestamp) {
    guard count > 0, let most = limit.windows.map(\.count).max() else { return }
    let now = max(now, latest)
    expire(limit, now: now)
    moments.append(contentsOf: repeatElement(UInt32(truncatingIfNeeded: now.microseconds), count: min(count, most)))
    latest = now
    start = max(start, moments.count - most)
  }

  /// How many more are allowed, at least: exact with one window, right after `admit` or `record`.
  public func remaining(_ limit: Limit) -> Int { max(0, (limit.windows.map(\.count).min() ?? .max) - (moments.count - start)) }

  /// Whether every moment in here is too old to count.
  public func isExpired(_ limit: Limit, now: Timestamp) -> Bool {
    guard moments.count > start, let longest = limit.windows.map(\.span).max() else { return true }
    return now.microseconds - latest.microseconds >= longest.wholeMicroseconds
  }

  /// Whether one more would be refused now.
  public mutating func isFull(_ limit: Limit, now: Timestamp) -> Bool {
    guard !limit.windows.isEmpty else { return false }
    expire(limit, now: max(now, latest))
    return limit.windows.contains { window in
      moments.count - start >= window.count
        && age(of: moments[moments.count - window.count], at: max(now, latest)) < window.span.wholeMicroseconds
    }
  }

  var count: Int { moments.count - start }
  var lastAdmission: Timestamp { latest }

  private func age(of moment: UInt32, at now: Timestamp) -> Int64 {
    let beforeLatest = UInt32(truncatingIfNeeded: latest.microseconds) &- moment
    return now.microseconds - latest.microseconds + Int64(beforeLatest)
  }

  private mutating func expire(_ limit: Limit, now: Timestamp) {
    guard start < moments.count, let longest = limit.windows.map({ $0.span.wholeMicroseconds }).max() else { return }
    while start < moments.count, age(of: moments[start], at: now) >= longest { start += 1 }
    if start == moments.count {
      moments.removeAll(keepingCapacity: moments.capacity <= 64)
      start = 0
    } else if start > 32, start > moments.count / 2 {
      moments.removeSubrange(0..<start)
      start = 0
    }
  }
}
