import Core

/// What operators may configure of cats.
enum CatsSettings {
  static let mutedStyles = Limit("muted_cats", .minute(1_200), meaning: "Requests for the stylesheet that hides muted cats")
  static let dawn = Setting(
    "NEOSPACE_CATS_DAWN", default: TimeOfDay(minutes: 390), meaning: "UTC time at which cats are liveliest, and again twelve hours later",
    .timeOfDay)
}

/// A time of day in UTC, to the minute.
struct TimeOfDay: Hashable, Sendable, CustomStringConvertible {
  let minutes: Int

  init(minutes: Int) { self.minutes = minutes }

  /// Nil if the text is not `HH:MM`.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = Self.number(bytes[0...1]), let minute = Self.number(bytes[3...4]),
      hour < 24, minute < 60
    else { return nil }
    minutes = hour * 60 + minute
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  var description: String {
    let (hour, minute) = (minutes / 60, minutes % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  var clock: DayClock { DayClock(dawn: Int64(minutes) * 60_000) }
}

extension SettingFormat<TimeOfDay> {
  fileprivate static var timeOfDay: Self {
    Self(
      parse: { text throws(SettingProblem) in
        guard let time = TimeOfDay(text) else { throw SettingProblem("must be a time of day as HH:MM, from 00:00 to 23:59") }
        return time
      }, print: { $0.description })
  }
}
