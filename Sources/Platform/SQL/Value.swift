/// A value as it crosses to the database.
public enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case text(String)
  case blob([UInt8])
}

/// A type whose values may be interpolated into a statement.
public protocol SQLEncodable {
  var sqlValue: SQLValue { get }
}

/// A type that can be read from one column. Decoding is strict: a column of another kind is an error, never a guess.
public protocol SQLDecodable {
  init(column: Column) throws(SQLError)
}

extension SQLValue: SQLEncodable {
  public var sqlValue: SQLValue { self }
}

extension Int64: SQLEncodable, SQLDecodable {
  @inlinable public var sqlValue: SQLValue { .integer(self) }
  @inlinable public init(column: Column) throws(SQLError) { self = try column.integer() }
}

extension Int: SQLEncodable, SQLDecodable {
  @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
  @inlinable public init(column: Column) throws(SQLError) { self = Int(try column.integer()) }
}

extension Bool: SQLEncodable, SQLDecodable {
  @inlinable public var sqlValue: SQLValue { .boolean(self) }
  @inlinable public init(column: Column) throws(SQLError) { self = try column.boolean() }
}

extension Double: SQLEncodable, SQLDecodable {
  /// A NaN is stored as NULL by SQLite, so it does not come back as a `Double`.
  @inlinable public var sqlValue: SQLValue { .real(self) }
  @inlinable public init(column: Column) throws(SQLError) { self = try column.real() }
}

extension String: SQLEncodable, SQLDecodable {
  @inlinable public var sqlValue: SQLValue { .text(self) }
  @inlinable public init(column: Column) throws(SQLError) { self = try column.text() }
}

extension [UInt8]: SQLEncodable, SQLDecodable {
  @inlinable public var sqlValue: SQLValue { .blob(self) }
  @inlinable public init(column: Column) throws(SQLError) { self = try column.blob() }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
  @inlinable public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
  @inlinable public init(column: Column) throws(SQLError) { self = column.isNull ? nil : try Wrapped(column: column) }
}

/// An enum with raw values needs no code: `extension Role: SQLEncodable, SQLDecodable {}`.
extension SQLEncodable where Self: RawRepresentable, RawValue: SQLEncodable {
  @inlinable public var sqlValue: SQLValue { rawValue.sqlValue }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
  @inlinable public init(column: Column) throws(SQLError) {
    guard let value = Self(rawValue: try RawValue(column: column)) else { throw column.mismatch("a value of \(Self.self)") }
    self = value
  }
}
