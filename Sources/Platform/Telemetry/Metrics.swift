import Synchronization

/// The process's metrics and their Prometheus text. Registering takes a lock; counting does not. Usable from any thread.
///
/// Names and labels come from literals and follow Prometheus' rules: base units (`_seconds`, `_bytes`), counters end in `_total`. A name
/// that breaks them, or is registered twice as different kinds, is a programming error and stops the process at once.
public final class Metrics: Sendable {
  private let families = Mutex<[String: Family]>([:])
  private let questions = Mutex<[@Sendable () async -> Void]>([])

  /// Series one family holds at most; further label values are counted in one series labelled `other`.
  public static let seriesLimit = 1000

  /// Creates an empty registry.
  public init() {}

  /// The counter of that name, made on first use.
  public func counter(_ name: String, help: String) -> Counter {
    counters(name, help: help, labels: []).with([])
  }

  /// Counters that differ by labels.
  public func counters(_ name: String, help: String, labels: [String]) -> Series<Counter> {
    precondition(name.hasSuffix("_total"), "\(name): counters end in _total")
    return family(name, help, "counter", labels) { Series(labels: labels) { Counter() } }
  }

  /// A gauge that is set and moved by its owner.
  public func gauge(_ name: String, help: String) -> Gauge {
    gauges(name, help: help, labels: []).with([])
  }

  /// Gauges that differ by labels.
  public func gauges(_ name: String, help: String, labels: [String]) -> Series<Gauge> {
    precondition(!name.hasSuffix("_total"), "\(name): only counters end in _total")
    return family(name, help, "gauge", labels) { Series(labels: labels) { Gauge() } }
  }

  /// A gauge whose value is asked for at each scrape, on the scraping thread. The last registration of a name counts.
  public func gauge(_ name: String, help: String, sample: @escaping @Sendable () -> Double) {
    precondition(!name.hasSuffix("_total"), "\(name): only counters end in _total")
    sampled(name, help, "gauge", sample)
  }

  /// A gauge whose value takes time to find out, such as a count in a database. It is asked for by `ask`, which a scrape calls first. NaN if it
  /// cannot be found out within `limit`.
  public func gauge(
    _ name: String, help: String, within limit: Duration = .seconds(2), asking question: @escaping @Sendable () async throws -> Double
  ) {
    let (last, timed) = (LastAnswer(), TimedQuestion(limit: limit, otherwise: .nan, ask: question))
    gauge(name, help: help) { last.value.withLock { $0 } }
    questions.withLock {
      $0.append {
        let answer = await timed.answer()
        last.value.withLock { $0 = answer }
      }
    }
  }

  /// Finds out the values that take time, all at once.
  public func ask() async {
    await withTaskGroup(of: Void.self) { group in
      for question in questions.withLock({ $0 }) { group.addTask { await question() } }
    }
  }

  /// The same for gauges that differ by one label: what is asked for gives a value for each of the label's values.
  public func gauges(_ name: String, help: String, label: String, samples: @escaping @Sendable () -> [(value: String, sample: Double)]) {
    Self.check(name, help, [label])
    families.withLock { families in
      families[name] = Family(name: name, help: help, kind: "gauge", labels: [label], series: nil) { name, text in
        for (value, sample) in samples() { text.sample(name, Exposition.labels([label], [value]), sample) }
      }
    }
  }

  /// A counter kept elsewhere, asked for at each scrape, on the scraping thread. It must never fall.
  public func counter(_ name: String, help: String, sample: @escaping @Sendable () -> Double) {
    precondition(name.hasSuffix("_total"), "\(name): counters end in _total")
    sampled(name, help, "counter", sample)
  }

  /// A histogram; `buckets` are rising upper bounds, without infinity.
  public func histogram(_ name: String, help: String, buckets: [Double] = Histogram.latencies) -> Histogram {
    histograms(name, help: help, labels: [], buckets: buckets).with([])
  }

  /// Histograms that differ by labels.
  public func histograms(_ name: String, help: String, labels: [String], buckets: [Double] = Histogram.latencies) -> Series<Histogram> {
    for suffix in ["_total", "_count", "_sum", "_bucket"] { precondition(!name.hasSuffix(suffix), "\(name): reserved suffix") }
    return family(name, help, "histogram", labels) { Series(labels: labels) { Histogram(buckets: buckets) } }
  }

  /// Everything in text format 0.0.4, to be sent as `text/plain; version=0.0.4; charset=utf-8`.
  public func exposition() -> [UInt8] {
    let all = families.withLock { $0.values.sorted { $0.name < $1.name } }
    var text = Exposition()
    for family in all {
      text.header(family.name, family.help, family.kind)
      family.write(family.name, &text)
    }
    return text.bytes
  }

  // MARK: Registration

  private struct Family: Sendable {
    let name: String
    let help: String
    let kind: String
    let labels: [String]
    let series: (any Sendable)?
    let write: @Sendable (String, inout Exposition) -> Void
  }

  private func family<Instrument: MetricInstrument>(
    _ name: String, _ help: String, _ kind: String, _ labels: [String], _ make: () -> Series<Instrument>
  ) -> Series<Instrument> {
    Self.check(name, help, labels)
    return families.withLock { families in
      if let family = families[name] {
        guard let series = family.series as? Series<Instrument>, family.labels == labels else {
          preconditionFailure("\(name) is registered twice, differently")
        }
        return series
      }
      let series = make()
      families[name] = Family(name: name, help: help, kind: kind, labels: labels, series: series) { series.write($0, into: &$1) }
      return series
    }
  }

  private func sampled(_ name: String, _ help: String, _ kind: String, _ sample: @escaping @Sendable () -> Double) {
    Self.check(name, help, [])
    families.withLock { families in
      precondition(families[name].map { $0.series == nil && $0.kind == kind } ?? true, "\(name) is registered twice, differently")
      families[name] = Family(name: name, help: help, kind: kind, labels: [], series: nil) { name, text in text.sample(name, "", sample()) }
    }
  }

  private static func check(_ name: String, _ help: String, _ labels: [String]) {
    precondition(isName(name), "\(name) is not a metric name")
    precondition(!help.isEmpty, "\(name) needs a help text")
    for label in labels { precondition(isName(label) && !label.hasPrefix("__") && label != "le", "\(label) is not a label name") }
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first) else { return false }
    return text.utf8.allSatisfy { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
    }
  }
}

private final class LastAnswer: Sendable {
  let value = Mutex(Double.nan)
}

/// Something that counts and can be written out.
public protocol MetricInstrument: AnyObject, Sendable {
  /// Appends the samples; `labels` is the ready label text without braces.
  func write(_ name: String, labels: String, into text: inout Exposition)
}

/// One metric's instruments by label values. Keep the instrument that `with` returns when the labels are fixed: counting on it is lock-free.
public final class Series<Instrument: MetricInstrument>: Sendable {
  private let labels: [String]
  private let make: @Sendable () -> Instrument
  private let instruments = Mutex<[[String]: Instrument]>([:])

  init(labels: [String], make: @escaping @Sendable () -> Instrument) {
    self.labels = labels
    self.make = make
    if labels.isEmpty { instruments.withLock { $0[[]] = make() } }
  }

  /// The instrument of these label values, in the order of the labels.
  public func with(_ values: [String]) -> Instrument {
    precondition(values.count == labels.count, "one value for each of \(labels)")
    return instruments.withLock { instruments in
      if let known = instruments[values] { return known }
      let key = instruments.count < Metrics.seriesLimit ? values : labels.map { _ in "other" }
      if let known = instruments[key] { return known }
      let fresh = make()
      instruments[key] = fresh
      return fresh
    }
  }

  /// The instrument of these label values, in the order of the labels.
  public func with(_ values: String...) -> Instrument { with(values) }

  func write(_ name: String, into text: inout Exposition) {
    for (values, instrument) in instruments.withLock({ $0.sorted { $0.key.lexicographicallyPrecedes($1.key) } }) {
      instrument.write(name, labels: Exposition.labels(labels, values), into: &text)
    }
  }
}
