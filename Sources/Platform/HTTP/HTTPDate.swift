/// IMF-fixdate, the one date format HTTP writes: `Sun, 06 Nov 1994 08:49:37 GMT`. Whole seconds since 1970.
public enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// - Precondition: `seconds` lies in the years 1970 to 9999.
  public static func format(_ seconds: Int64) -> String {
    let (day, ofDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (year, month, dayOfMonth) = civil(fromDays: day)
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(days[Int(day % 7)]), \(two(dayOfMonth)) \(months[Int(month) - 1]) \(year) "
      + "\(two(ofDay / 3600)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60)) GMT"
  }

  /// Reads IMF-fixdate only; the two obsolete formats are nil, and a condition with an unreadable date does not count.
  public static func parse(_ text: some StringProtocol) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 29, bytes[3] == UInt8(ascii: ","), bytes[25...].elementsEqual(" GMT".utf8) else { return nil }
    for space in [4, 7, 11, 16] where bytes[space] != UInt8(ascii: " ") { return nil }
    guard bytes[19] == UInt8(ascii: ":"), bytes[22] == UInt8(ascii: ":") else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let day = number(5..<7), let month = months.firstIndex(where: { $0.utf8.elementsEqual(bytes[8..<11]) }),
      let year = number(12..<16), year >= 1970, let hour = number(17..<19), let minute = number(20..<22), let second = number(23..<25),
      (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let dayNumber = daysSince1970(year: year, month: Int64(month + 1), day: day)
    guard civil(fromDays: dayNumber).day == day, days[Int(dayNumber % 7)].utf8.elementsEqual(bytes[0..<3]) else { return nil }
    return dayNumber * 86_400 + hour * 3600 + minute * 60 + second
  }

  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"; days are not negative here.
  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1)
  }

  private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
