import CPostgres

/// One row of a result in the binary format.
@usableFromInline struct PostgresRow {
  let result: OpaquePointer
  let row: Int32

  init(result: OpaquePointer, row: Int32) {
    self.result = result
    self.row = row
  }

  @usableFromInline var columnCount: Int { Int(PQnfields(result)) }

  @usableFromInline func isNull(_ position: Int) -> Bool {
    has(position) && PQgetisnull(result, row, Int32(position)) == 1
  }

  @usableFromInline func integer(_ position: Int) throws(SQLError) -> Int64 {
    guard let (type, bytes) = value(position) else { throw mismatch(position, "an integer") }
    switch type {
    case .int8: return Int64(bitPattern: bigEndian(bytes))
    case .int4: return Int64(Int32(truncatingIfNeeded: bigEndian(bytes)))
    case .int2: return Int64(Int16(truncatingIfNeeded: bigEndian(bytes)))
    default: throw mismatch(position, "an integer")
    }
  }

  @usableFromInline func real(_ position: Int) throws(SQLError) -> Double {
    guard let (type, bytes) = value(position) else { throw mismatch(position, "a number") }
    switch type {
    case .float8: return Double(bitPattern: bigEndian(bytes))
    case .float4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bigEndian(bytes))))
    case .int8, .int4, .int2: return Double(try integer(position))
    default: throw mismatch(position, "a number")
    }
  }

  @usableFromInline func boolean(_ position: Int) throws(SQLError) -> Bool {
    guard let (type, bytes) = value(position), type == .bool else { throw mismatch(position, "a boolean") }
    return bytes[0] != 0
  }

  @usableFromInline func text(_ position: Int) throws(SQLError) -> String {
    guard let (type, bytes) = value(position), type.isText else { throw mismatch(position, "text") }
    // The connection speaks UTF-8, so this checks what the server has checked; it is what makes a String of bytes.
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .decoding(column: position, "text that is no UTF-8") }
    return text
  }

  @usableFromInline func blob(_ position: Int) throws(SQLError) -> [UInt8] {
    guard let (type, bytes) = value(position), type == .bytea else { throw mismatch(position, "bytes") }
    return [UInt8](bytes)
  }

  func anything(_ position: Int) throws(SQLError) -> SQLValue {
    guard let (type, _) = value(position) else { return .null }
    return switch type {
    case .int8, .int4, .int2: .integer(try integer(position))
    case .float8, .float4: .real(try real(position))
    case .bool: .boolean(try boolean(position))
    case .bytea: .blob(try blob(position))
    default: .text(try text(position))
    }
  }

  @usableFromInline func mismatch(_ position: Int, _ wanted: String) -> SQLError {
    guard has(position) else { return .decoding(column: position, "\(wanted) wanted, but the row has \(columnCount) columns") }
    guard let (type, _) = value(position) else { return .decoding(column: position, "\(wanted) wanted, NULL found") }
    return .decoding(column: position, "\(wanted) wanted, \(type.name) found")
  }

  private func has(_ position: Int) -> Bool { position >= 0 && position < columnCount }

  /// Nil for NULL and for a column the row does not have.
  private func value(_ position: Int) -> (PostgresType, UnsafeBufferPointer<UInt8>)? {
    let column = Int32(truncatingIfNeeded: position)
    guard has(position), PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
    let count = Int(PQgetlength(result, row, column))
    let bytes = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
    return (PostgresType(rawValue: PQftype(result, column)), UnsafeBufferPointer(start: bytes, count: count))
  }

  private func bigEndian(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var number: UInt64 = 0
    for byte in bytes { number = number << 8 | UInt64(byte) }
    return number
  }
}

/// A type of the server's catalogue, by its number there.
struct PostgresType: RawRepresentable, Equatable {
  let rawValue: UInt32

  static let unspecified = PostgresType(rawValue: 0)
  static let bool = PostgresType(rawValue: 16)
  static let bytea = PostgresType(rawValue: 17)
  static let name = PostgresType(rawValue: 19)
  static let int8 = PostgresType(rawValue: 20)
  static let int2 = PostgresType(rawValue: 21)
  static let int4 = PostgresType(rawValue: 23)
  static let text = PostgresType(rawValue: 25)
  static let float4 = PostgresType(rawValue: 700)
  static let float8 = PostgresType(rawValue: 701)
  static let char = PostgresType(rawValue: 1042)
  static let varchar = PostgresType(rawValue: 1043)

  var isText: Bool { [.text, .varchar, .char, .name].contains(self) }

  var name: String {
    switch self {
    case .int8, .int4, .int2: "an integer"
    case .float8, .float4: "a floating-point number"
    case .bool: "a boolean"
    case .bytea: "bytes"
    default: isText ? "text" : "type \(rawValue)"
    }
  }

  /// What a value is declared as, so that the server never guesses. NULL fits everything.
  init(of value: SQLValue) {
    switch value {
    case .null: self = .unspecified
    case .integer: self = .int8
    case .real: self = .float8
    case .boolean: self = .bool
    case .text: self = .text
    case .blob: self = .bytea
    }
  }

  init(rawValue: UInt32) { self.rawValue = rawValue }
}
