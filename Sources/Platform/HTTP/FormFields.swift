import Encoding
import JSON

/// The fields of a form or query, in the order they were sent. Names may repeat; one that is too long reads as `ShortName.tooLong`.
public struct FormFields: Equatable, Sendable {
  /// Why a body cannot be read as a form. All of them mean 400.
  public enum Malformed: Error, Equatable, Sendable {
    case percentEncoding
    case tooManyFields
  }

  /// What a body may hold; a query or form beyond that is refused as a whole.
  public static let maximumFields = 256

  /// One field, decoded.
  public struct Field: Equatable, Sendable {
    /// May be empty.
    public let name: ShortName
    /// May be empty.
    public let value: String

    /// A field.
    public init(name: ShortName, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// All of them, in order.
  public private(set) var fields: [Field]

  /// No fields.
  public static let empty = FormFields([])

  /// These fields.
  public init(_ fields: [Field]) { self.fields = fields }

  /// Decodes `application/x-www-form-urlencoded`. Strict: a `%` without two hex digits or bytes that are not UTF-8 are refused,
  /// where browsers never write them and a guess would change what the sender typed.
  public init(urlencoded bytes: some Collection<UInt8>) throws(Malformed) {
    var fields: [Field] = []
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      guard fields.count < Self.maximumFields else { throw .tooManyFields }
      let equals = pair.firstIndex(of: UInt8(ascii: "="))
      let value = equals.map { pair[pair.index(after: $0)...] } ?? pair[pair.endIndex...]
      guard let name = PercentCoding.decode(pair[..<(equals ?? pair.endIndex)], plusIsSpace: true),
        let value = PercentCoding.decode(value, plusIsSpace: true)
      else { throw .percentEncoding }
      fields.append(Field(name: ShortName(name), value: value))
    }
    self.fields = fields
  }

  /// No fields were sent.
  public var isEmpty: Bool { fields.isEmpty }

  /// The first value under that name.
  public subscript(name: ShortName) -> String? { fields.first { $0.name == name }?.value }

  /// All values under that name.
  public func all(_ name: ShortName) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  /// The distinct names, in order of appearance.
  public var names: [ShortName] {
    var seen: Set<ShortName> = []
    return fields.compactMap { seen.insert($0.name).inserted ? $0.name : nil }
  }
}
