extension Fields {
  /// A required JSON object, read by `body`. What is wrong inside it is named `content.text`.
  public mutating func object<Result>(_ name: String, _ body: (inout Fields) -> Result) -> Result {
    nested(given(name), name, body)
  }

  /// A required JSON list of objects, each read by `body`. What is wrong inside it is named `items.0.alt`.
  public mutating func objects<Result>(_ name: String, _ count: ClosedRange<Int>, _ body: (inout Fields) -> Result) -> [Result] {
    guard case .list(let values)? = given(name), count.contains(values.count) else {
      refuse(name, "must be a list of \(count.lowerBound) to \(count.upperBound) objects")
      return []
    }
    return values.enumerated().map { index, value in nested(value, "\(name).\(index)", body) }
  }

  /// A JSON list of objects that may be left out. What is wrong inside one of them is a problem of the list.
  public mutating func optionalList<Result>(_ name: String, _ count: ClosedRange<Int>, _ body: (inout Fields) -> Result) -> [Result]? {
    guard let given = given(name) else { return nil }
    guard case .list(let values) = given, count.contains(values.count) else {
      refuse(name, "must be a list of \(count.lowerBound) to \(count.upperBound) objects")
      return []
    }
    return values.enumerated().compactMap { index, value in
      guard case .object(let members) = value else {
        refuse(name, "must be a list of objects")
        return nil
      }
      var inner = Fields(values: members, isForm: false)
      let result = body(&inner)
      do throws(AppError) { try inner.finish() } catch { refuse(name, "is wrong in object \(index + 1): \(error.message)") }
      return result
    }
  }

  /// A required JSON list of texts of at most `bytes` each, without control characters. There is one problem for whatever is wrong with it.
  public mutating func texts(_ name: String, _ count: ClosedRange<Int>, upTo bytes: Int, _ problem: String) -> [String] {
    if case .list(let values)? = given(name), count.contains(values.count) {
      let texts = values.compactMap { value -> String? in
        if case .text(let text) = value, text.utf8.count <= bytes, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { text } else { nil }
      }
      if texts.count == values.count { return texts }
    }
    refuse(name, problem)
    return []
  }

  private mutating func nested<Result>(_ value: Value?, _ name: String, _ body: (inout Fields) -> Result) -> Result {
    guard case .object(let members)? = value else {
      refuse(name, "must be an object")
      var none = Fields(values: [:], isForm: false)
      return body(&none)
    }
    var inner = Fields(values: members, isForm: false)
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

extension Fields {
  /// A JSON list of ids that may be left out.
  public mutating func optionalIDs<Entity>(_ name: String, _ count: ClosedRange<Int>, of type: Entity.Type = Entity.self)
    -> [Identifier<Entity>]?
  {
    switch given(name) {
    case nil: return nil
    case .list(let values)? where count.contains(values.count):
      let ids = values.compactMap { $0.wholeNumber.flatMap { $0 > 0 ? Identifier<Entity>($0) : nil } }
      if ids.count == values.count { return ids }
    default: break
    }
    refuse(name, "must be a list of \(count.lowerBound) to \(count.upperBound) ids")
    return nil
  }
}
