/// Writes events, one line each. A cheap value; usable from any thread; never blocks: lines go through the sink's bounded queue.
///
/// ```swift
/// let log = logger.with(["request_id": id])
/// log.info("request answered", ["status": 200, "seconds": elapsed])
/// ```
public struct Logger: Sendable {
  /// How much a line matters.
  public enum Level: Int, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    /// The name as written in a line.
    public var name: String {
      switch self {
      case .debug: "debug"
      case .info: "info"
      case .warning: "warning"
      case .error: "error"
      }
    }

    /// By rising weight.
    public static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
  }

  /// Takes everything and writes nothing.
  public static let silent = Logger(sink: nil)

  private let sink: LogSink?
  private var fields: [LogField] = []

  /// A logger on a sink; nil takes everything and writes nothing.
  public init(sink: LogSink?) { self.sink = sink }

  /// The same logger with more fields on each line. A later field of a name replaces an earlier one.
  public func with(_ fields: KeyValuePairs<String, any LogValue>) -> Logger {
    var copy = self
    copy.fields += fields.lazy.map(LogField.init)
    return copy
  }

  /// Whether lines of that level are written; for callers whose fields are costly.
  public func writes(_ level: Level) -> Bool { sink.map { level >= $0.minimum } ?? false }

  /// For developers.
  public func debug(_ event: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) { log(.debug, event, fields) }

  /// For the record.
  public func info(_ event: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) { log(.info, event, fields) }

  /// Something is odd, but dealt with.
  public func warning(_ event: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) { log(.warning, event, fields) }

  /// Something failed; the operator should look.
  public func error(_ event: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) { log(.error, event, fields) }

  /// Writes one line.
  public func log(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) {
    guard let sink, level >= sink.minimum else { return }
    sink.take(
      LogLine(microseconds: WallClock.microseconds(), level: level, event: event, fields: self.fields + fields.lazy.map(LogField.init)))
  }
}

/// One named field.
struct LogField: Sendable {
  let name: String
  let content: LogContent

  init(_ pair: (key: String, value: any LogValue)) {
    name = pair.key
    content = pair.value.logContent
  }
}
