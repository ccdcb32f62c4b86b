/// Where something stands among others: a text of digits, read as a fraction in base 62, in ascending byte order. Between any two there is
/// room for another, so that moving one thing changes one text.
///
/// A text never ends in 0, so that one fraction has one spelling.
enum FractionalIndex {
  /// The longest text. When there is no room for a shorter one, all are spread again.
  static let longest = 48
  /// Where the first thing stands.
  static let start = "V"

  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let base = 62
  /// At an end of the list, the first eight digits go on by this much: texts stay short however often something is put there.
  private static let width = 8
  private static let step: Int64 = 1 << 20
  private static let whole: Int64 = (0..<width).reduce(1) { whole, _ in whole * Int64(base) }

  /// A text between two that stand next to each other; nil is the end of the list. Nil when there is no room left.
  static func between(_ low: String?, _ high: String?) -> String? {
    switch (low.map(values), high.map(values)) {
    case (nil, nil): start
    case (nil, let high?): text(of: prefix(of: high) - step)
    case (let low?, nil): text(of: prefix(of: low) + step)
    case (let low?, let high?): bounded(middle(low[...], high[...]))
    }
  }

  /// Texts for a whole list, far from each other.
  static func spread(_ count: Int) -> [String] {
    let gap = min(step, whole / Int64(count + 1))
    let first = whole / 2 - gap * Int64(count / 2)
    return (0..<count).map { text(of: first + gap * Int64($0))! }
  }

  private static func values(_ text: String) -> [Int] { text.utf8.map { digits.firstIndex(of: $0) ?? 0 } }

  private static func bounded(_ values: [Int]) -> String? {
    values.count <= longest ? String(decoding: values.map { digits[$0] }, as: UTF8.self) : nil
  }

  private static func prefix(of values: [Int]) -> Int64 {
    (0..<width).reduce(0) { $0 * Int64(base) + Int64($1 < values.count ? values[$1] : 0) }
  }

  private static func text(of number: Int64) -> String? {
    guard number > 0, number < whole else { return nil }
    var values: [Int] = []
    var rest = number
    for _ in 0..<width {
      values.insert(Int(rest % Int64(base)), at: 0)
      rest /= Int64(base)
    }
    while values.last == 0 { values.removeLast() }
    return bounded(values)
  }

  /// The shortest fraction between two, of which the second may be 1 (nil).
  private static func middle(_ low: ArraySlice<Int>, _ high: ArraySlice<Int>?) -> [Int] {
    var result: [Int] = []
    var (low, high) = (low, high)
    while true {
      let (first, last) = (low.first ?? 0, high?.first ?? base)
      if last - first > 1 { return result + [(first + last) / 2] }
      if last == first {
        high = high?.dropFirst()
      } else if let high, high.count > 1 {
        return result + [last]
      } else {
        high = nil
      }
      result.append(first)
      low = low.dropFirst()
    }
  }
}
