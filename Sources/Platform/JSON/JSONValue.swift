/// A parsed JSON value.
///
/// Member order is not kept; written out, members stand in byte order of their names, so equal values give equal bytes.
/// Strings and names compare as bytes: two spellings of one text that differ in Unicode's normal forms are two values. A name longer
/// than `ShortName.maximumBytes` is not kept; see `ShortName.tooLong`.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number written as an integer that fits 64 bits.
  case int(Int64)
  /// A number written as an integer that does not fit 64 bits; the digits as written.
  case bigInteger(String)
  /// A number written with fraction or exponent.
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([ShortName: JSONValue])

  /// Members of one object that are read. An object with more is refused before the rest costs anything.
  public static let maximumMembers = 2_000

  /// Parses one strict RFC 8259 text.
  ///
  /// Refused with position: invalid UTF-8, a byte order mark, lone surrogates, raw control characters, duplicate names, more than
  /// `JSONReader.maximumDepth` levels, anything after the value. `\u0000` is a legal character and passes.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var reader = try JSONReader(bytes)
    self = try reader.value()
    try reader.end()
  }

  /// Parses the UTF-8 of a string.
  public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }

  /// The member of that name; nil if it is absent or this is not an object.
  public subscript(name: String) -> JSONValue? {
    if case .object(let members) = self { members[ShortName(name)] } else { nil }
  }

  /// The element at that index; nil if it is out of range or this is not an array.
  public subscript(index: Int) -> JSONValue? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }

  /// The string, if it is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }

  /// The integer, if it is one that fits 64 bits.
  public var int: Int64? { if case .int(let value) = self { value } else { nil } }

  /// The number, if it is one; big integers are rounded.
  public var double: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .bigInteger(let digits): Double(digits)
    default: nil
    }
  }

  /// The boolean, if it is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The elements, if it is an array.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

  /// The members, if it is an object.
  public var object: [ShortName: JSONValue]? { if case .object(let value) = self { value } else { nil } }

  /// Whether it is `null`.
  public var isNull: Bool { self == .null }

  /// The kind of the value.
  public var kind: JSONKind {
    switch self {
    case .null: .null
    case .bool: .boolean
    case .int, .bigInteger, .double: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// The value as JSON text.
  public var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }
}

extension JSONValue {
  /// The same value; strings byte by byte.
  public static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.bigInteger(let left), .bigInteger(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  /// By what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    switch self {
    case .null: break
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .bigInteger(let digits): hasher.combine(digits)
    case .double(let value): hasher.combine(value)
    case .string(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    case .array(let elements): hasher.combine(elements)
    case .object(let members): hasher.combine(members)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(nilLiteral: ()) { self = .null }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (ShortName, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

extension JSONWriter {
  /// Writes a parsed value, members in byte order of their names.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let bool): self.bool(bool)
    case .int(let int): self.int(int)
    case .bigInteger(let digits): raw(Array(digits.utf8))
    case .double(let double): self.double(double)
    case .string(let string): self.string(string)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for (name, member) in members.sorted(by: { $0.key < $1.key }) { field(name.description, member) }
      endObject()
    }
  }
}
