/// A value that must not appear in a log, an error or a page by accident: printing, dumping and interpolating it shows `<secret>`, and
/// it is no `LogValue`, so handing it to a logger does not compile. `exposed` is the one way in, easy to search for.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The value itself.
  public let exposed: Value

  /// Wraps a value.
  public init(_ value: Value) { exposed = value }

  /// Always `<secret>`.
  public var description: String { "<secret>" }

  /// Always `<secret>`.
  public var debugDescription: String { "<secret>" }

  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret: Equatable where Value: Equatable {}
extension Secret: Hashable where Value: Hashable {}
