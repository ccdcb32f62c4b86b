import Core
import HTML

/// A moment in words, in UTC: the server does not know where its visitors are. A script turns it into their own time.
public struct Moment: Sendable {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
  ]
  /// 1 January 1970 was a Thursday.
  private static let weekdays = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]

  /// `2026-11-20T10:00:00.000Z`, for programs.
  public let iso8601: String
  private let dayNumber: Int64

  public init(_ timestamp: Timestamp) {
    iso8601 = timestamp.iso8601
    dayNumber = (timestamp.seconds - (timestamp.seconds % 86_400 + 86_400) % 86_400) / 86_400
  }

  /// `2026-11-20`
  public var day: Substring { iso8601.prefix(10) }

  /// `10:00 UTC`
  public var time: String { "\(iso8601.dropFirst(11).prefix(5)) UTC" }

  /// `Friday, 20 November 2026`
  public var dayName: String {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    let weekday = Self.weekdays[Int((dayNumber % 7 + 7) % 7)]
    return "\(weekday), \(parts[2]) \(Self.months[parts[1] - 1]) \(parts[0])"
  }
}

/// A moment among other words. A script turns it into the visitor's own time and puts this one into the title.
public struct LocalMoment: View {
  private let moment: Moment

  public init(_ timestamp: Timestamp) { moment = Moment(timestamp) }

  public var body: some HTML {
    time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
  }
}
