import JSON

extension Fields {
  /// The fields of a JSON object; `VALIDATION_ERROR` for any other value.
  public init(json: JSONValue) throws(AppError) {
    guard case .object(let members) = json else { throw AppError(.validation, "The body must be a JSON object") }
    self.init(values: members.mapValues(Value.init), isForm: false)
  }

  /// Parses a body and takes its fields: `BAD_REQUEST` if it is not JSON.
  public init(body: [UInt8]) throws(AppError) {
    let value: JSONValue
    do { value = try JSONValue(parsing: body) } catch { throw AppError(refusing: error) }
    try self.init(json: value)
  }
}

extension AppError {
  /// A body that is not JSON; one with too many fields is JSON of the wrong shape.
  public init(refusing error: JSONError) {
    if error.reason == .tooManyMembers {
      self = .validation("body", "has an object with more than \(JSONValue.maximumMembers) fields")
    } else {
      self.init(.badRequest, "The body is not valid JSON: \(error)")
    }
  }
}

extension Fields.Value {
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let flag): self = .flag(flag)
    case .int(let value): self = .integer(value)
    case .bigInteger, .double: self = .number(json)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .list(elements.map(Self.init))
    case .object(let members): self = .object(members.mapValues(Self.init))
    }
  }
}
