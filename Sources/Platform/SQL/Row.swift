/// What a row is read into: `init(row: Row) throws { id = try row[0]; name = try row[1] }`.
public protocol RowDecodable {
  init(row: Row) throws
}

/// One row of a result. Valid only while it is being decoded: never keep one.
public struct Row {
  @usableFromInline enum Storage {
    case sqlite(SQLiteRow)
    case postgres(PostgresRow)
  }

  @usableFromInline let storage: Storage

  @inlinable init(_ row: SQLiteRow) { storage = .sqlite(row) }

  @inlinable init(_ row: PostgresRow) { storage = .postgres(row) }

  public var columnCount: Int {
    switch storage {
    case .sqlite(let row): row.columnCount
    case .postgres(let row): row.columnCount
    }
  }

  /// The value of a column, counted from 0, as the type the context asks for.
  @inlinable public subscript<Value: SQLDecodable>(position: Int) -> Value {
    get throws(SQLError) { try Value(column: Column(storage: storage, position: position)) }
  }
}

/// Reads the columns of a row one after another, so that types that are read from one row need not know each other's positions:
///
///     init(row: Row) throws {
///       var columns = RowReader(row)
///       user = try User(reading: &columns)
///       email = try columns.next()
///     }
public struct RowReader {
  @usableFromInline let row: Row
  @usableFromInline var position = 0

  @inlinable public init(_ row: Row) { self.row = row }

  /// The next column's value, as the type the context asks for.
  @inlinable public mutating func next<Value: SQLDecodable>() throws(SQLError) -> Value {
    let value: Value = try row[position]
    position += 1
    return value
  }
}

/// One column of one row, as `SQLDecodable` types read it. Valid as long as its row.
public struct Column {
  @usableFromInline let storage: Row.Storage
  /// Counted from 0.
  public let position: Int

  @inlinable init(storage: Row.Storage, position: Int) {
    self.storage = storage
    self.position = position
  }

  @inlinable public var isNull: Bool {
    switch storage {
    case .sqlite(let row): row.isNull(position)
    case .postgres(let row): row.isNull(position)
    }
  }

  @inlinable public func integer() throws(SQLError) -> Int64 {
    switch storage {
    case .sqlite(let row): try row.integer(position)
    case .postgres(let row): try row.integer(position)
    }
  }

  /// A floating-point number; an integer is one too.
  @inlinable public func real() throws(SQLError) -> Double {
    switch storage {
    case .sqlite(let row): try row.real(position)
    case .postgres(let row): try row.real(position)
    }
  }

  @inlinable public func boolean() throws(SQLError) -> Bool {
    switch storage {
    case .sqlite(let row): try row.boolean(position)
    case .postgres(let row): try row.boolean(position)
    }
  }

  /// Text; bytes that are no UTF-8 are an error.
  @inlinable public func text() throws(SQLError) -> String {
    switch storage {
    case .sqlite(let row): try row.text(position)
    case .postgres(let row): try row.text(position)
    }
  }

  @inlinable public func blob() throws(SQLError) -> [UInt8] {
    switch storage {
    case .sqlite(let row): try row.blob(position)
    case .postgres(let row): try row.blob(position)
    }
  }

  /// Whatever the column holds.
  func anything() throws(SQLError) -> SQLValue {
    switch storage {
    case .sqlite(let row): try row.anything(position)
    case .postgres(let row): try row.anything(position)
    }
  }

  /// The error to throw when the column holds something else than wanted.
  public func mismatch(_ wanted: String) -> SQLError {
    switch storage {
    case .sqlite(let row): row.mismatch(position, wanted)
    case .postgres(let row): row.mismatch(position, wanted)
    }
  }
}
