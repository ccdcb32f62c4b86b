import JSON

extension Fields {
  /// A required JSON number in a range, in units of 10 to the power of −`places`: 12.345 with two places is 1235. Bounds hold before
  /// rounding. A number written as text is refused, in forms too.
  public mutating func decimal(_ name: String, _ range: ClosedRange<Int>, places: Int) -> Int {
    if let value = optionalDecimal(name, range, places: places) { return value }
    refuse(name, Self.number(Double(range.lowerBound)...Double(range.upperBound)))
    return 0
  }

  /// As `decimal`, nil when left out.
  public mutating func optionalDecimal(_ name: String, _ range: ClosedRange<Int>, places: Int) -> Int? {
    optionalDecimal(name, Double(range.lowerBound)...Double(range.upperBound), places: places)
  }

  /// The same with bounds that are no whole numbers.
  public mutating func optionalDecimal(_ name: String, _ range: ClosedRange<Double>, places: Int) -> Int? {
    let unit = (0..<places).reduce(1.0) { unit, _ in unit * 10 }
    let value: Double
    switch given(name) {
    case nil: return nil
    case .integer(let whole)?: value = Double(whole)
    case .number(.double(let number))?: value = number
    default:
      refuse(name, Self.number(range))
      return nil
    }
    guard range.contains(value) else {
      refuse(name, Self.number(range))
      return nil
    }
    return Int((value * unit).rounded())
  }

  private static func number(_ range: ClosedRange<Double>) -> String {
    func text(_ bound: Double) -> String { Int(exactly: bound).map(String.init) ?? String(bound) }
    return "must be a number from \(text(range.lowerBound)) to \(text(range.upperBound))"
  }
}
