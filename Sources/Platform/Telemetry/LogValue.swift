/// What a field of a log line may hold: strings, numbers, booleans, durations (written as seconds), or nothing.
public protocol LogValue: Sendable {
  /// The field's content.
  var logContent: LogContent { get }
}

/// The typed content of a field.
public enum LogContent: Sendable, Equatable {
  case string(String)
  case int(Int64)
  case double(Double)
  case bool(Bool)
  /// The field is left out.
  case nothing
}

extension String: LogValue { public var logContent: LogContent { .string(self) } }
extension Substring: LogValue { public var logContent: LogContent { .string(String(self)) } }
extension StaticString: LogValue { public var logContent: LogContent { .string(description) } }
extension Int: LogValue { public var logContent: LogContent { .int(Int64(self)) } }
extension Int64: LogValue { public var logContent: LogContent { .int(self) } }
extension Int32: LogValue { public var logContent: LogContent { .int(Int64(self)) } }
extension UInt16: LogValue { public var logContent: LogContent { .int(Int64(self)) } }
extension UInt64: LogValue { public var logContent: LogContent { Int64(exactly: self).map { .int($0) } ?? .string(description) } }
extension Double: LogValue { public var logContent: LogContent { .double(self) } }
extension Bool: LogValue { public var logContent: LogContent { .bool(self) } }
extension Duration: LogValue { public var logContent: LogContent { .double(self / .seconds(1)) } }
extension Optional: LogValue where Wrapped: LogValue { public var logContent: LogContent { self?.logContent ?? .nothing } }
