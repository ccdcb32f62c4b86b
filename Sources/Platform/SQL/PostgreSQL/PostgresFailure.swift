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
    case "25006": return .readOnly(message)
    // Cancelled, as a rule because it took longer than `DatabaseOptions.statementLimit`.
    case "57014", "53300", "53400": return .overloaded
    case "55P03": return .busy
    case "57P01", "57P02", "57P03", "57P05", "25P03", "58030": return .unavailable(message)
    case "XX001", "XX002": return .corrupt(message)
    // A statement prepared before the schema changed, or one this connection has lost: another attempt prepares it again.
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

  /// Why no connection could be made: `overloaded` when the server has as many as it grants. Asks for verbose errors, the only ones that
  /// come with a code before there is a connection: `… failed: FATAL:  53300: too many connections for role "x"`.
  static func refusal(of connection: OpaquePointer) -> SQLError {
    let reason = reason(of: connection)
    let words = reason.split(separator: " ", omittingEmptySubsequences: true)
    let isCode: (Substring) -> Bool = { word in
      word.utf8.count == 6 && word.hasSuffix(":") && word.utf8.contains { (0x30...0x39).contains($0) }
        && word.dropLast().utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
    guard let place = words.indices.dropFirst().first(where: { words[$0 - 1].hasSuffix(":") && isCode(words[$0]) }) else {
      return .unavailable(reason)
    }
    if ["53300:", "53400:"].contains(words[place]) { return .overloaded }
    // Code and place in the server's source are for this function alone.
    let rest = words[(place + 1)...].prefix { $0 != "LOCATION:" }
    return .unavailable((words[..<place] + rest).joined(separator: " "))
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
