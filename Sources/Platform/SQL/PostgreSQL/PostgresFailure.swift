import CPostgres

/// What PostgreSQL reports, as `SQLError`.
enum PostgresFailure {
  /// The error of a failed result.
  static func error(of result: OpaquePointer) -> SQLError {
    // What has no state was made by libpq itself, because the server has gone.
    guard let state = field(cpostgres_sqlstate(), of: result) else { return .unavailable("the connection was lost") }
    let message = field(cpostgres_primary_message(), of: result) ?? "no reason given"
    switch state {
    case "23505": return .uniqueViolation(index: field(cpostgres_constraint_name(), of: result) ?? "")
    case "23503": return .foreignKeyViolation
    case "23514": return .checkViolation(field(cpostgres_constraint_name(), of: result) ?? "")
    case "23502":
      let table = field(cpostgres_table_name(), of: result) ?? ""
      return .notNullViolation(table + "." + (field(cpostgres_column_name(), of: result) ?? ""))
    case "40001", "40P01": return .transient(message)
    case "53100": return .diskFull
    case "53200": return .outOfMemory
    // Cancelled, as a rule because it took longer than `DatabaseOptions.statementLimit`; or too many connections.
    case "57014", "53300": return .overloaded
    case "55P03": return .busy
    case "57P01", "57P02", "57P03", "57P05", "25P03", "58030": return .unavailable(message)
    case "XX001", "XX002": return .corrupt(message)
    // A statement prepared before the schema changed, or one this connection has lost: another attempt prepares it anew.
    case "26000", "42P05": return .transient(message)
    case "0A000" where message.contains("cached plan"): return .transient(message)
    default: break
    }
    if state.hasPrefix("08") { return .unavailable(message) }
    // The messages of this class quote the value.
    if state.hasPrefix("22") { return .statement("a value does not fit (\(state))") }
    return .statement(message)
  }

  /// Whether the connection's prepared statements are no longer what this side believes.
  static func spoilsStatements(_ result: OpaquePointer) -> Bool {
    switch field(cpostgres_sqlstate(), of: result) {
    case "26000", "42P05", "0A000": true
    default: false
    }
  }

  /// Why a connection is broken or could not be made; one line, without addresses' details repeated.
  static func reason(of connection: OpaquePointer) -> String {
    guard let message = PQerrorMessage(connection) else { return "the connection was lost" }
    let lines = String(cString: message).split(separator: "\n")
    return lines.isEmpty ? "the connection was lost" : lines.joined(separator: " ")
  }

  private static func field(_ code: Int32, of result: OpaquePointer) -> String? {
    PQresultErrorField(result, code).map { String(cString: $0) }
  }
}
