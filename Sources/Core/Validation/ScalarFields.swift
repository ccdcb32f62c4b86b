import JSON

extension Fields {
  /// Yes or no, a whole number, or a text of at most `bytes`: which of them it must be is for the caller to say. Nil when left out.
  public mutating func optionalScalar(_ name: String, upTo bytes: Int = ShortName.maximumBytes) -> JSONValue? {
    let value = given(name)
    switch value {
    case nil: return nil
    case .flag(let flag): return .bool(flag)
    case .text(let text) where text.utf8.count <= bytes: return .string(text)
    default:
      if let number = value?.wholeNumber { return .int(number) }
      refuse(name, "must be true or false, a whole number or a short text")
      return nil
    }
  }

  /// A JSON value of whatever shape, for a reader of the caller's own. In forms, text that is JSON. Nil when left out.
  public mutating func optionalJSON(_ name: String) -> JSONValue? {
    switch given(name) {
    case nil: return nil
    case .text(let text)? where isForm:
      if let value = try? JSONValue(parsing: text) { return value }
      refuse(name, "must be valid JSON")
      return nil
    case let value?: return value.json
    }
  }
}

extension Fields.Value {
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .integer(let number): .int(number)
    case .number(let number): number
    case .flag(let flag): .bool(flag)
    case .null: .null
    case .list(let values): .array(values.map(\.json))
    case .object(let members): .object(members.mapValues(\.json))
    }
  }
}
