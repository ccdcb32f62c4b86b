/// The shape of a JSON value, in the JSON Schema dialect of OpenAPI 3.1.
///
/// ```swift
/// JSONSchema.object(.required("title", .string(1...200)), .optional("due", .string(format: "date-time").nullable()))
/// ```
public struct JSONSchema: Hashable, Sendable {
  /// A member of an object schema.
  public struct Member: Hashable, Sendable {
    /// The member's name.
    public let name: String
    /// The member's shape.
    public let schema: JSONSchema
    /// Whether it must be there.
    public let isRequired: Bool

    /// A member that must be there.
    public static func required(_ name: String, _ schema: JSONSchema) -> Member { Member(name: name, schema: schema, isRequired: true) }

    /// A member that may be left out.
    public static func optional(_ name: String, _ schema: JSONSchema) -> Member { Member(name: name, schema: schema, isRequired: false) }
  }

  /// The kinds of shape.
  public indirect enum Form: Hashable, Sendable {
    case any
    case string(minLength: Int?, maxLength: Int?, pattern: String?, format: String?)
    case choice([String])
    case integer(minimum: Int64?, maximum: Int64?)
    case number(minimum: Double?, maximum: Double?)
    case boolean
    case array(JSONSchema, minItems: Int?, maxItems: Int?)
    /// Members in the order they are documented; nothing else is allowed when `isClosed`.
    case object([Member], isClosed: Bool)
    /// An object with arbitrary names and values of one shape.
    case map(JSONSchema)
    /// A named schema of the document's components.
    case reference(String)
    case anyOf([JSONSchema])
    case constant(JSONValue)
  }

  /// What kind of value it is.
  public let form: Form

  /// How many members an object must have at least.
  public private(set) var minimumMembers = 0

  /// Whether `null` is allowed too.
  public private(set) var isNullable = false

  /// A sentence for people.
  public private(set) var summary: String?

  /// A value for people to copy.
  public private(set) var exampleValue: JSONValue?

  /// Creates a schema of that form.
  public init(_ form: Form) { self.form = form }

  /// Any value.
  public static let any = JSONSchema(.any)

  /// `true` or `false`.
  public static let boolean = JSONSchema(.boolean)

  /// A string; lengths in Unicode scalars.
  public static func string(_ length: ClosedRange<Int>, pattern: String? = nil, format: String? = nil) -> JSONSchema {
    JSONSchema(
      .string(minLength: length.lowerBound == 0 ? nil : length.lowerBound, maxLength: length.upperBound, pattern: pattern, format: format))
  }

  /// A string; lengths in Unicode scalars.
  public static func string(min: Int? = nil, max: Int? = nil, pattern: String? = nil, format: String? = nil) -> JSONSchema {
    JSONSchema(.string(minLength: min, maxLength: max, pattern: pattern, format: format))
  }

  /// One of a few strings.
  public static func choice(_ values: [String]) -> JSONSchema { JSONSchema(.choice(values)) }

  /// An integer, bounds inclusive.
  public static func integer(min: Int64? = nil, max: Int64? = nil) -> JSONSchema { JSONSchema(.integer(minimum: min, maximum: max)) }

  /// Any number, bounds inclusive.
  public static func number(min: Double? = nil, max: Double? = nil) -> JSONSchema { JSONSchema(.number(minimum: min, maximum: max)) }

  /// An array of values of one shape.
  public static func array(of element: JSONSchema, min: Int? = nil, max: Int? = nil) -> JSONSchema {
    JSONSchema(.array(element, minItems: min, maxItems: max))
  }

  /// An object with exactly these members; others are refused.
  public static func object(_ members: Member...) -> JSONSchema { JSONSchema(.object(members, isClosed: true)) }

  /// An object with exactly these members; others are refused.
  public static func object(_ members: [Member]) -> JSONSchema { JSONSchema(.object(members, isClosed: true)) }

  /// An object that may hold more than these members.
  public static func openObject(_ members: Member...) -> JSONSchema { JSONSchema(.object(members, isClosed: false)) }

  /// An object that may hold more than these members.
  public static func openObject(_ members: [Member]) -> JSONSchema { JSONSchema(.object(members, isClosed: false)) }

  /// An object of arbitrary names with values of one shape.
  public static func map(of value: JSONSchema) -> JSONSchema { JSONSchema(.map(value)) }

  /// The schema of that name in the document's components.
  public static func ref(_ name: String) -> JSONSchema { JSONSchema(.reference(name)) }

  /// A value of any of these shapes.
  public static func anyOf(_ schemas: JSONSchema...) -> JSONSchema { JSONSchema(.anyOf(schemas)) }

  /// Exactly this value.
  public static func constant(_ value: JSONValue) -> JSONSchema { JSONSchema(.constant(value)) }

  /// The same, or `null`.
  public func nullable() -> JSONSchema {
    var copy = self
    copy.isNullable = true
    return copy
  }

  /// The same object, refused with fewer members.
  public func needing(_ count: Int) -> JSONSchema {
    var copy = self
    copy.minimumMembers = count
    return copy
  }

  /// The same with a sentence for people.
  public func described(_ summary: String) -> JSONSchema {
    var copy = self
    copy.summary = summary
    return copy
  }

  /// The same with an example.
  public func example(_ value: JSONValue) -> JSONSchema {
    var copy = self
    copy.exampleValue = value
    return copy
  }

  /// The members, when it is an object.
  public var members: [Member] { if case .object(let members, _) = form { members } else { [] } }

  /// Names of all components this schema refers to, at any depth.
  public var references: Set<String> {
    switch form {
    case .reference(let name): [name]
    case .array(let element, _, _): element.references
    case .map(let value): value.references
    case .object(let members, _): members.reduce(into: []) { $0.formUnion($1.schema.references) }
    case .anyOf(let schemas): schemas.reduce(into: []) { $0.formUnion($1.references) }
    case .any, .string, .choice, .integer, .number, .boolean, .constant: []
    }
  }
}

extension JSONWriter {
  /// Writes the schema as JSON Schema.
  public mutating func schema(_ schema: JSONSchema) {
    beginObject()
    if schema.isNullable, !schema.hasSimpleType {
      key("anyOf")
      beginArray()
      beginObject()
      form(schema.form, orNull: false)
      endObject()
      beginObject()
      field("type", "null")
      endObject()
      endArray()
    } else {
      form(schema.form, orNull: schema.isNullable)
    }
    if schema.minimumMembers > 0 { field("minProperties", schema.minimumMembers) }
    if let summary = schema.summary { field("description", summary) }
    if let example = schema.exampleValue {
      key("examples")
      beginArray()
      value(example)
      endArray()
    }
    endObject()
  }

  private mutating func type(_ name: String, _ orNull: Bool) {
    guard orNull else { return field("type", name) }
    key("type")
    beginArray()
    string(name)
    string("null")
    endArray()
  }

  private mutating func bound(_ name: String, _ value: Int?) {
    if let value { field(name, value) }
  }

  private mutating func form(_ form: JSONSchema.Form, orNull: Bool) {
    switch form {
    case .any: break
    case .string(let minLength, let maxLength, let pattern, let format):
      type("string", orNull)
      bound("minLength", minLength)
      bound("maxLength", maxLength)
      if let pattern { field("pattern", pattern) }
      if let format { field("format", format) }
    case .choice(let values):
      type("string", orNull)
      key("enum")
      beginArray()
      for value in values { string(value) }
      if orNull { null() }
      endArray()
    case .integer(let minimum, let maximum):
      type("integer", orNull)
      if let minimum { field("minimum", minimum) }
      if let maximum { field("maximum", maximum) }
    case .number(let minimum, let maximum):
      type("number", orNull)
      if let minimum { field("minimum", minimum) }
      if let maximum { field("maximum", maximum) }
    case .boolean: type("boolean", orNull)
    case .array(let element, let minItems, let maxItems):
      type("array", orNull)
      key("items")
      schema(element)
      bound("minItems", minItems)
      bound("maxItems", maxItems)
    case .object(let members, let isClosed): objectForm(members, isClosed: isClosed, orNull: orNull)
    case .map(let element):
      type("object", orNull)
      key("additionalProperties")
      schema(element)
    case .reference(let name): field("$ref", "#/components/schemas/\(name)")
    case .anyOf(let schemas):
      key("anyOf")
      beginArray()
      for each in schemas { schema(each) }
      endArray()
    case .constant(let value): field("const", value)
    }
  }

  private mutating func objectForm(_ members: [JSONSchema.Member], isClosed: Bool, orNull: Bool) {
    type("object", orNull)
    key("properties")
    beginObject()
    for member in members {
      key(member.name)
      schema(member.schema)
    }
    endObject()
    let required = members.filter(\.isRequired)
    if !required.isEmpty {
      key("required")
      beginArray()
      for member in required { string(member.name) }
      endArray()
    }
    if isClosed { field("additionalProperties", false) }
  }
}

extension JSONSchema {
  /// Whether `null` can be allowed by naming it in `type`.
  fileprivate var hasSimpleType: Bool {
    switch form {
    case .string, .choice, .integer, .number, .boolean, .array, .object, .map: true
    case .any, .reference, .anyOf, .constant: false
    }
  }
}
