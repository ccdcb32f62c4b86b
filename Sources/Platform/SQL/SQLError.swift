/// Everything that can go wrong between a statement and the disk, the same for every database.
public enum SQLError: Error, Hashable, Sendable {
  /// A unique index refused the row. A primary key is named `<table>_pkey`, an unnamed UNIQUE constraint
  /// `<table>_<columns>_key`, as PostgreSQL names them; every other index by its name.
  case uniqueViolation(index: String)
  case foreignKeyViolation
  /// The name of the CHECK constraint, or its text when it has none.
  case checkViolation(String)
  /// `table.column`.
  case notNullViolation(String)
  /// The device, or the quota, is full. Reads go on; writes succeed again when there is space.
  case diskFull
  /// Another process kept the database locked for longer than the busy timeout.
  case busy
  /// The storage cannot be reached or fails to read or write. Of a commit that failed so, nothing is visible.
  case unavailable(String)
  /// The database answers, but takes no changes: a file this process may not write to, a server that is a standby. Reads go on.
  case readOnly(String)
  /// Connections kept failing, so none is tried before the time is over.
  case circuitOpen(retryAfter: Duration)
  /// Too much is waiting already: the write queue is full, no connection became free in time, or a statement took too long.
  case overloaded
  /// The database was closed.
  case closed
  /// The file is not a database, or is damaged.
  case corrupt(String)
  case outOfMemory
  /// Failed for a reason that passes (serialization, deadlock): the same work may succeed at once.
  case transient(String)
  /// The statement is wrong, or the database refused it. Carries the database's message, which never holds values.
  case statement(String)
  /// A column holds something else than the code asks for. `column` counts from 0.
  case decoding(column: Int, String)
  /// The calling code broke a rule of this library, such as a write inside a write.
  case misuse(String)
  /// The schema cannot be brought to where the code needs it.
  case migration(String)
}

extension SQLError {
  /// The database is well, and refuses the row.
  var isRefusal: Bool {
    switch self {
    case .uniqueViolation, .foreignKeyViolation, .checkViolation, .notNullViolation: true
    default: false
    }
  }
}

extension SQLError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .uniqueViolation(let index): "unique index \(index) refused the row"
    case .foreignKeyViolation: "a foreign key refused the change"
    case .checkViolation(let name): "check \(name) refused the row"
    case .notNullViolation(let column): "\(column) must not be null"
    case .diskFull: "the disk is full"
    case .busy: "the database is locked by another process"
    case .unavailable(let reason): "the database is unavailable: \(reason)"
    case .readOnly(let reason): "the database cannot be written to: \(reason)"
    case .circuitOpen(let wait): "the database is unavailable; the next attempt is in \(wait)"
    case .overloaded: "too much is waiting for the database"
    case .closed: "the database is closed"
    case .corrupt(let reason): "the database is damaged: \(reason)"
    case .outOfMemory: "the database ran out of memory"
    case .transient(let reason): "the database asks to try again: \(reason)"
    case .statement(let reason): "a statement failed: \(reason)"
    case .decoding(let column, let reason): "column \(column): \(reason)"
    case .misuse(let reason): "wrong use of the database: \(reason)"
    case .migration(let reason): "migration: \(reason)"
    }
  }
}
