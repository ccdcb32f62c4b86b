/// "At most this many in any span of that length", possibly several at once, under the name that counts them.
///
/// A limit is also a setting: an operator changes `create_note` with `NEOSPACE_LIMIT_CREATE_NOTE`. It is declared where it is used and
/// listed among the feature's settings; the windows in effect are those of `limits[.createNote]`.
///
///     extension Limit {
///       static let createNote = Limit("create_note", .hour(10), meaning: "Notes a member makes")
///     }
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
  /// Empty: no limit.
  public let windows: [Window]
  /// What docs/CONFIGURATION.md says is counted.
  public let meaning: String
  /// How far back the counting can look: an hour for a `RateLimiter`, which keeps 32 bits per moment.
  public let longestSpan: Duration

  public init(_ name: String, _ windows: Window..., longestSpan: Duration = .hours(1), meaning: String) {
    self.init(name, windows, longestSpan, meaning)
  }

  private init(_ name: String, _ windows: [Window], _ longestSpan: Duration, _ meaning: String) {
    precondition(windows.allSatisfy { $0.span <= longestSpan }, "A window is longer than the counting can look back")
    self.name = name
    self.windows = windows
    self.meaning = meaning
    self.longestSpan = longestSpan
  }

  /// The same limit with other windows; none: lifted.
  public func with(_ windows: Window...) -> Limit { with(windows) }
  public func with(_ windows: [Window]) -> Limit { Limit(name, windows, longestSpan, meaning) }

  public var lifted: Limit { with([]) }
}

extension Limit.Window {
  public static func seconds(_ seconds: Int, _ count: Int) -> Self { Self(count, per: .seconds(seconds)) }
  public static func minute(_ count: Int) -> Self { Self(count, per: .seconds(60)) }
  public static func hour(_ count: Int) -> Self { Self(count, per: .hours(1)) }
  public static func day(_ count: Int) -> Self { Self(count, per: .days(1)) }
}
