import JSON

extension Fields {
  /// A required whole number in a range.
  public mutating func integer(_ name: String, _ range: ClosedRange<Int64>) -> Int64 {
    number(name, range, required: true) ?? range.lowerBound
  }

  /// `limit`: how many a slice of a list of administration holds.
  public mutating func sliceLimit() -> Int { optionalInteger("limit", 1...100).map(Int.init) ?? 50 }

  /// A whole number in a range, nil when left out.
  public mutating func optionalInteger(_ name: String, _ range: ClosedRange<Int64>) -> Int64? {
    number(name, range, required: false)
  }

  /// A required id. In JSON a number, in forms its digits; always positive.
  public mutating func id<Entity>(_ name: String, of type: Entity.Type = Entity.self) -> Identifier<Entity> {
    Identifier(number(name, 1...Int64.max, required: true, problem: "must be an id") ?? 1)
  }

  /// An id, nil when left out.
  public mutating func optionalID<Entity>(_ name: String, of type: Entity.Type = Entity.self) -> Identifier<Entity>? {
    number(name, 1...Int64.max, required: false, problem: "must be an id").map { Identifier($0) }
  }

  /// A required yes or no. In forms a checkbox: given means yes, left out means no.
  public mutating func flag(_ name: String) -> Bool {
    if let flag = optionalFlag(name) { return flag }
    if !isForm { refuse(name, "must be true or false") }
    return false
  }

  /// Yes or no, nil when left out.
  public mutating func optionalFlag(_ name: String) -> Bool? {
    switch given(name) {
    case nil: return nil
    case .flag(let flag)?: return flag
    case .text(let text)? where isForm:
      switch ShortName(text) {
      case "true", "on", "1": return true
      case "false", "off", "0": return false
      default: break
      }
    default: break
    }
    refuse(name, "must be true or false")
    return nil
  }

  /// A number or a short text that is given back as it came, such as a client's own time stamp.
  public mutating func echo(_ name: String) -> JSONValue {
    switch given(name) {
    case .integer(let value)?: return .int(value)
    case .number(let value)?: return value
    case .text(let text)? where text.utf8.count <= 256 && TextRules.length(text) <= 64: return .string(text)
    default:
      refuse(name, "must be a number")
      return .null
    }
  }

  private mutating func number(_ name: String, _ range: ClosedRange<Int64>, required: Bool, problem: String? = nil) -> Int64? {
    let problem =
      problem
      ?? (range.upperBound == .max
        ? "must be a whole number from \(range.lowerBound)" : "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    switch given(name) {
    case nil:
      if required { refuse(name, problem) }
      return nil
    case .text(let text)? where isForm:
      if text.utf8.first != UInt8(ascii: "+"), let value = Int64(text), range.contains(value) { return value }
    case let given?: if let value = given.wholeNumber, range.contains(value) { return value }
    }
    refuse(name, problem)
    return nil
  }
}

extension Fields.Value {
  /// In JSON, 3.0 is the same number as 3.
  var wholeNumber: Int64? {
    switch self {
    case .integer(let value): value
    case .number(.double(let value)): Int64(exactly: value)
    default: nil
    }
  }
}
