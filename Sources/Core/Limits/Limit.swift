/// "At most this many in any span of that length", possibly several at once, and the name under which they are counted.
public struct Limit: Hashable, Sendable {
  public struct Window: Hashable, Sendable {
    public let count: Int
    public let span: Duration

    /// `span` is at most an hour, what a sliding log can count in 32 bits.
    public init(_ count: Int, per span: Duration) {
      precondition(count > 0 && span > .zero && span <= .hours(1), "A limit counts at least 1 in at most an hour")
      self.count = count
      self.span = span
    }
  }

  public let name: String
  /// None: no limit.
  public let windows: [Window]

  public init(_ name: String, _ windows: Window...) { self.init(name, windows: windows) }

  public init(_ name: String, windows: [Window]) {
    self.name = name
    self.windows = windows
  }

  public var lifted: Limit { Limit(name, windows: []) }
}

extension Limit.Window {
  public static func seconds(_ seconds: Int, _ count: Int) -> Self { Self(count, per: .seconds(seconds)) }
  public static func minute(_ count: Int) -> Self { Self(count, per: .seconds(60)) }
  public static func hour(_ count: Int) -> Self { Self(count, per: .hours(1)) }
}
