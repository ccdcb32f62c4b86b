import Synchronization

/// A number that only grows. Lock-free.
public final class Counter: MetricInstrument {
  private let count = Atomic<UInt64>(0)

  /// Counts one more.
  public func increment() { count.wrappingAdd(1, ordering: .relaxed) }

  /// Adds to the count; negative amounts are ignored.
  public func increment(by amount: Int) {
    if amount > 0 { count.wrappingAdd(UInt64(amount), ordering: .relaxed) }
  }

  /// The count.
  public var value: UInt64 { count.load(ordering: .relaxed) }

  /// Appends the sample.
  public func write(_ name: String, labels: String, into text: inout Exposition) { text.sample(name, labels, Double(value)) }
}

/// A number that goes up and down. Lock-free.
public final class Gauge: MetricInstrument {
  private let level = Atomic<Int>(0)

  /// Sets it.
  public func set(_ value: Int) { level.store(value, ordering: .relaxed) }

  /// Moves it up, or down by a negative amount.
  public func add(_ amount: Int) { level.wrappingAdd(amount, ordering: .relaxed) }

  /// Where it stands.
  public var value: Int { level.load(ordering: .relaxed) }

  /// Appends the sample.
  public func write(_ name: String, labels: String, into text: inout Exposition) { text.sample(name, labels, Double(value)) }
}

/// How often values fell into which range. Lock-free.
public final class Histogram: MetricInstrument {
  /// Upper bounds for request times, in seconds: 0.5 ms to 10 s.
  public static let latencies = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  /// Upper bounds for sizes, in bytes: 256 B to 16 MiB.
  public static let sizes = [256, 1024, 4096, 16384, 65536, 262_144, 1_048_576, 4_194_304, 16_777_216] as [Double]

  private let bounds: [Double]
  /// One more than bounds: the last counts what is beyond all of them.
  private nonisolated(unsafe) let counts: UnsafeMutablePointer<Atomic<UInt64>>
  private let sum = Atomic<UInt64>(Double(0).bitPattern)

  init(buckets: [Double]) {
    precondition(zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 } && buckets.allSatisfy(\.isFinite), "bounds rise and are finite")
    bounds = buckets
    counts = .allocate(capacity: buckets.count + 1)
    for index in 0...buckets.count { (counts + index).initialize(to: Atomic(0)) }
  }

  deinit {
    counts.deinitialize(count: bounds.count + 1)
    counts.deallocate()
  }

  /// Records a value; NaN is ignored.
  public func observe(_ value: Double) {
    guard !value.isNaN else { return }
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count].wrappingAdd(1, ordering: .relaxed)
    var old = sum.load(ordering: .relaxed)
    while true {
      let (exchanged, current) = sum.weakCompareExchange(
        expected: old, desired: (Double(bitPattern: old) + value).bitPattern, ordering: .relaxed)
      if exchanged { return }
      old = current
    }
  }

  /// Records a time, in seconds.
  public func observe(_ duration: Duration) { observe(duration / .seconds(1)) }

  /// Appends the cumulative buckets, sum and count.
  public func write(_ name: String, labels: String, into text: inout Exposition) {
    var cumulative: UInt64 = 0
    let comma = labels.isEmpty ? "" : ","
    for index in 0...bounds.count {
      cumulative += counts[index].load(ordering: .relaxed)
      let bound = index < bounds.count ? Exposition.number(bounds[index]) : "+Inf"
      text.sample(name + "_bucket", "\(labels)\(comma)le=\"\(bound)\"", Double(cumulative))
    }
    text.sample(name + "_sum", labels, Double(bitPattern: sum.load(ordering: .relaxed)))
    text.sample(name + "_count", labels, Double(cumulative))
  }
}
