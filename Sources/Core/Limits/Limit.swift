/// "At most this many in any span of that length", possibly several at once, and the name under which they are counted.
public struct Limit: Hashable, Sendable {
  public struct Window: Hashable, Sendable {
    public let count: Int
    public let span: Duration

    public init(_ count: Int, per span: Duration) {
      precondition(count > 0 && span > .zero && span <= .days(1), "A limit counts at least 1 in at most a day")
      self.count = count
      self.span = span
    }
  }

  public let name: String
  /// None: no limit.
  public let windows: [Window]
  /// How far back whatever counts it can look: an hour for a `RateLimiter`, which keeps 32 bits per moment.
  public let longestSpan: Duration

  public init(_ name: String, _ windows: Window...) { self.init(name, windows: windows) }

  public init(_ name: String, windows: [Window], longestSpan: Duration = .hours(1)) {
    precondition(windows.allSatisfy { $0.span <= longestSpan }, "A window is longer than what counts it can look back")
    self.name = name
    self.windows = windows
    self.longestSpan = longestSpan
  }

  /// The same limit with other windows; none: lifted.
  public func with(_ windows: [Window]) -> Limit { Limit(name, windows: windows, longestSpan: longestSpan) }

  public var lifted: Limit { with([]) }
}

extension Limit.Window {
  public static func seconds(_ seconds: Int, _ count: Int) -> Self { Self(count, per: .seconds(seconds)) }
  public static func minute(_ count: Int) -> Self { Self(count, per: .seconds(60)) }
  public static func hour(_ count: Int) -> Self { Self(count, per: .hours(1)) }
}
