extension Fields {
  /// A required JSON object, read by `body`. What is wrong inside it is named `content.text`.
  public mutating func object<Result>(_ name: String, _ body: (inout Fields) -> Result) -> Result {
    var inner: Fields
    switch given(name) {
    case .object(let members)?: inner = Fields(values: members, isForm: false)
    default:
      refuse(name, "must be an object")
      inner = Fields(values: [:], isForm: false)
      return body(&inner)
    }
    let result = body(&inner)
    do throws(AppError) { try inner.finish() } catch {
      for (field, problem) in error.details { refuse("\(name).\(field)", problem) }
    }
    return result
  }

  /// As `object`, nil when left out.
  public mutating func optionalObject<Result>(_ name: String, _ body: (inout Fields) -> Result) -> Result? {
    given(name) == nil ? nil : object(name, body)
  }
}
