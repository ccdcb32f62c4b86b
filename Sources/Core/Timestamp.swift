import Foundation

/// A moment, in microseconds of UTC since 1970, as every table stores it.
public struct Timestamp: Hashable, Comparable, Sendable {
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The wall clock. Only the edges of the process call it; everything inside asks its `Scope`.
  public static func systemNow() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  public static func + (moment: Self, duration: Duration) -> Self {
    Timestamp(microseconds: moment.microseconds + duration.wholeMicroseconds)
  }

  public static func - (moment: Self, duration: Duration) -> Self {
    Timestamp(microseconds: moment.microseconds - duration.wholeMicroseconds)
  }

  public static func - (later: Self, earlier: Self) -> Duration {
    .microseconds(later.microseconds - earlier.microseconds)
  }

  /// Whole seconds since 1970, rounded down, as JSON Web Tokens count.
  public var seconds: Int64 { Int64((Double(microseconds) / 1_000_000).rounded(.down)) }

  /// ISO 8601 in UTC with milliseconds: `2026-11-20T10:00:00.000Z`. 24 characters; digits below a millisecond are cut.
  public var iso8601: String {
    // Civil-from-days, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let milliseconds = microseconds.quotientAndRemainder(dividingBy: 1_000).quotient - (microseconds % 1_000 < 0 ? 1 : 0)
    let days = (milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000
    let ofDay = milliseconds - days * 86_400_000
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return String(unsafeUninitializedCapacity: 24) { buffer in
      func put(_ value: Int64, at index: Int, width: Int) {
        var rest = value
        for position in stride(from: index + width - 1, through: index, by: -1) {
          buffer[position] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
      }
      put(year, at: 0, width: 4)
      put(month, at: 5, width: 2)
      put(day, at: 8, width: 2)
      put(ofDay / 3_600_000, at: 11, width: 2)
      put(ofDay / 60_000 % 60, at: 14, width: 2)
      put(ofDay / 1_000 % 60, at: 17, width: 2)
      put(ofDay % 1_000, at: 20, width: 3)
      for (index, character) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (23, "Z")] as [(Int, Unicode.Scalar)] {
        buffer[index] = UInt8(ascii: character)
      }
      return 24
    }
  }
}

extension Duration {
  /// Whole microseconds, the rest cut.
  public var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }

  public static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
  public static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
  public static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
}

extension Timestamp {
  /// Whole milliseconds since 1970, the rest cut: rounded down.
  public var milliseconds: Int64 { microseconds / 1_000 - (microseconds % 1_000 < 0 ? 1 : 0) }

  public init(milliseconds: Int64) { self.init(microseconds: milliseconds * 1_000) }
}
