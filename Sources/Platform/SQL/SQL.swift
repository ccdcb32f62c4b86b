/// A statement with its values.
///
/// Written as a literal; whatever is interpolated becomes a parameter, so a value can never turn into SQL:
/// ```swift
/// let statement: SQL = "SELECT id, name FROM rooms WHERE id = \(id) AND kind IN (\(list: kinds))"
/// ```
/// Other interpolations: `\(raw: "…")` a constant fragment, `\(fragment)` another `SQL`, and
/// `\(sqlite: "…", postgres: "…")` where the dialects differ.
///
/// Making one costs a single allocation: the text is put together only when a connection meets the statement for the first
/// time. Identity of the literals, not their characters, finds it again.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  @usableFromInline enum Piece: Sendable {
    case literal(StaticString)
    case dialect(sqlite: StaticString, postgres: StaticString)
    case text(String)
    case value(SQLValue)
  }

  @usableFromInline var pieces: [Piece]

  @inlinable public init(stringLiteral: StaticString) { pieces = [.literal(stringLiteral)] }

  @inlinable public init(stringInterpolation: Interpolation) { pieces = stringInterpolation.pieces }

  /// A statement whose text exists only at run time: migrations and administration. Never built from what a client sent.
  package init(verbatim text: String) { pieces = [.text(text)] }

  /// The text one database gets, values as `$1`, `$2`… in order of appearance.
  public func text(for dialect: Dialect) -> String {
    var text = ""
    var parameters = 0
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal.description
      case .dialect(let sqlite, let postgres): text += (dialect == .sqlite ? sqlite : postgres).description
      case .text(let verbatim): text += verbatim
      case .value:
        parameters += 1
        text += "$\(parameters)"
      }
    }
    return text
  }

  public struct Interpolation: StringInterpolationProtocol {
    @usableFromInline var pieces: [Piece] = []

    @inlinable public init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(2 * interpolationCount + 1) }

    @inlinable public mutating func appendLiteral(_ literal: StaticString) {
      if literal.utf8CodeUnitCount > 0 { pieces.append(.literal(literal)) }
    }

    /// A value; it becomes a parameter.
    @inlinable public mutating func appendInterpolation(_ value: some SQLEncodable) { pieces.append(.value(value.sqlValue)) }

    /// A value or NULL.
    @inlinable public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value?) {
      pieces.append(.value(value?.sqlValue ?? .null))
    }

    /// A statement or part of one, with its own values.
    @inlinable public mutating func appendInterpolation(_ fragment: SQL) { pieces.append(contentsOf: fragment.pieces) }

    /// A constant fragment of text.
    @inlinable public mutating func appendInterpolation(raw text: StaticString) { appendLiteral(text) }

    /// What the two databases spell differently.
    @inlinable public mutating func appendInterpolation(sqlite: StaticString, postgres: StaticString) {
      pieces.append(.dialect(sqlite: sqlite, postgres: postgres))
    }

    /// Values separated by commas, for `IN (\(list: ids))`. An empty list gives `NULL`, which `IN` never finds; do not use an
    /// empty list with `NOT IN`. The last value is repeated up to the next power of two, so that lists of all lengths share
    /// a few prepared statements.
    @inlinable public mutating func appendInterpolation<Value: SQLEncodable>(list values: some Collection<Value>) {
      guard !values.isEmpty else { return pieces.append(.literal("NULL")) }
      var last = SQLValue.null
      var count = 0
      for value in values {
        if count > 0 { pieces.append(.literal(", ")) }
        last = value.sqlValue
        pieces.append(.value(last))
        count += 1
      }
      while count & (count - 1) != 0 {
        pieces.append(.literal(", "))
        pieces.append(.value(last))
        count += 1
      }
    }
  }
}

/// The databases this library speaks to.
public enum Dialect: String, Sendable {
  case sqlite, postgres
}
