import JSON

/// The fields of a JSON object or a form, read one by one; everything wrong with any of them ends in one `VALIDATION_ERROR`.
///
///     let draft = try Fields.read(form) { fields in
///       Draft(title: fields.text("title", 1...200), done: fields.optionalFlag("done") ?? false)
///     }
///
/// A field that is wrong yields a placeholder (empty text, zero) and is remembered; the placeholder never leaves `read`, which
/// throws. Fields nobody asked for are refused. Names are bytes, and every text is cut to its limit before anything looks at it: both
/// are a stranger's (see `ShortName`). Text is normalised and trimmed (see `TextRules`) and counted in Unicode scalars.
public struct Fields: Sendable {
  enum Value: Sendable {
    case text(String)
    case integer(Int64)
    /// Fractions, and integers beyond 64 bits.
    case number(JSONValue)
    case flag(Bool)
    case null
    case list([Value])
    case object([ShortName: Value])
  }

  /// Forms send text only: there, numbers are read from text, and an empty field is one that was not given.
  let isForm: Bool
  /// Whether they came as a form.
  public var isFromForm: Bool { isForm }
  var values: [ShortName: Value] = [:]
  private var asked: Set<ShortName> = []
  /// Names of ours, and those of at most `namedStrangers` fields nobody asked for.
  var problems: [String: String] = [:]
  /// Why the form cannot be answered, whatever its fields hold. It is refused with this, and what was typed stays.
  public var failure: AppError?

  /// How many fields that nobody asked for are named in one refusal.
  static let namedStrangers = 20

  init(values: [ShortName: Value], isForm: Bool) {
    self.values = values
    self.isForm = isForm
  }

  /// The fields of a form, decoded. A name given twice is refused.
  public init(form: some Sequence<(name: ShortName, value: String)>) {
    isForm = true
    for (name, value) in form where values.updateValue(.text(value), forKey: name) != nil && problems.count < Self.namedStrangers {
      problems[Self.printable(name)] = "must be given once"
    }
  }

  /// The same with names of ours.
  public init(form: some Sequence<(name: String, value: String)>) {
    self.init(form: form.map { (name: ShortName($0.name), value: $0.value) })
  }

  /// Reads the fields and throws one error for all that is wrong.
  public static func read<Result>(
    _ fields: consuming Fields, _ body: (inout Fields) throws(AppError) -> Result
  ) throws(AppError) -> Result {
    var fields = fields
    let result = try body(&fields)
    try fields.finish()
    return result
  }

  /// Throws when anything read was wrong, or something was given that was not read.
  public func finish() throws(AppError) {
    var problems = problems
    var count = problems.count
    for (index, name) in values.keys.lazy.filter({ !asked.contains($0) }).enumerated() {
      let printable = index < Self.namedStrangers ? Self.printable(name) : nil
      if let printable, problems[printable] != nil { continue }
      if let printable { problems[printable] = "is not a field of this request" }
      count += 1
    }
    guard let first = problems.min(by: { $0.key < $1.key }) else { return }
    let message = count == 1 ? "\(first.key) \(first.value)" : "\(count) fields need another look"
    throw AppError(.validation, message, details: problems)
  }

  /// Adds a problem of the caller's own finding, such as a name that is taken by a rule. The first problem of a field stands.
  public mutating func refuse(_ name: String, _ problem: String) {
    if problems[name] == nil { problems[name] = problem }
  }

  /// Gives a field a text of the program's own, in place of what was sent.
  public mutating func set(_ name: String, to text: String) { values[ShortName(name)] = .text(text) }

  /// Leaves out the field `name.number`; those with higher numbers move down by one.
  public mutating func removeNumbered(_ name: String, _ number: Int) {
    var number = number
    while let next = values[ShortName("\(name).\(number + 1)")] {
      values[ShortName("\(name).\(number)")] = next
      number += 1
    }
    values[ShortName("\(name).\(number)")] = nil
  }

  /// Whether the field was given at all, null included.
  public func has(_ name: String) -> Bool { values[ShortName(name)] != nil }

  /// Refuses fields of a query that were given with nothing in them, which otherwise counts as not given.
  public mutating func refuseEmpty(_ names: String...) {
    for name in names where isForm {
      if case .text(let text) = values[ShortName(name)], text.isEmpty { refuse(name, "must not be empty") }
    }
  }

  /// Whether the field was given as null or as empty text: to clear what it names.
  public mutating func isCleared(_ name: String) -> Bool {
    let name = ShortName(name)
    asked.insert(name)
    return switch values[name] {
    case .null: true
    case .text(let text): text.isEmpty
    default: false
    }
  }

  /// The text somebody typed, unchecked, to show a refused form again as it was. Asking for it reads nothing.
  ///
  /// - Parameter bytes: what a longer text counts as empty beyond. Say it wherever the text is compared or looked up rather than shown.
  public func typed(_ name: String, upTo bytes: Int = .max) -> String {
    if case .text(let text) = values[ShortName(name)], text.utf8.count <= bytes { text } else { "" }
  }

  /// Lets a field pass unread: for specs that say unknown ones are ignored.
  public mutating func ignore(_ names: String...) { asked.formUnion(names.map { ShortName($0) }) }

  /// The same for fields that only forms carry, such as `request_id`.
  public mutating func ignoreInForms(_ names: String...) { if isForm { ignore(contentsOf: names) } }

  /// The same for names that are computed.
  public mutating func ignore(contentsOf names: [String]) { asked.formUnion(names.map { ShortName($0) }) }

  /// Lets every field pass that nobody asks for.
  public mutating func ignoreRest() { asked.formUnion(values.keys) }

  /// The value of a field, null and (in forms) empty text counting as not given.
  mutating func given(_ name: String) -> Value? {
    let name = ShortName(name)
    asked.insert(name)
    switch values[name] {
    case nil, .null: return nil
    case .text(let text) where isForm && text.isEmpty: return nil
    case let value: return value
    }
  }

  /// A name a stranger chose, fit for an error's `details`.
  private static func printable(_ name: ShortName) -> String {
    let scalars = name.description.unicodeScalars
    return String(String.UnicodeScalarView(scalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}
