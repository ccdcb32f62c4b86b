/// A database as `Database` sees it. One implementation per product; pools, retries and breakers live behind it.
@usableFromInline protocol Driver: AnyObject, Sendable {
  var dialect: Dialect { get }
  /// A connection for reading; waits its turn when all are taken. Every lease is returned exactly once.
  func lease(_ purpose: ReadPurpose) async throws -> Connection
  func release(_ connection: Connection, _ purpose: ReadPurpose) async
  /// Runs the body in a transaction and returns when its changes are durable. The body's own error undoes them.
  func write(_ body: @Sendable (Transaction) async throws -> Void) async throws
  /// One statement as a transaction of its own; returns as `write` does.
  func run(_ sql: SQL) async throws -> Int
  /// The CREATE statements of every object, in a stable order.
  func schema() async throws -> [String]
  func explain(_ sql: SQL) async throws -> [String]
  func checkIntegrity() async throws -> [String]
  /// Returns when the database has answered a question, and as far as is known would take a change; throws otherwise.
  func ping() async throws
  /// Removes what was deleted from where it may linger.
  func eraseRemains() async throws
  func backup(to path: String) async throws
  func metrics() -> DatabaseMetrics
  func close() async
}

@usableFromInline enum ReadPurpose: Sendable {
  /// One statement; needs no transaction of its own.
  case statement
  /// Several statements that must see the same state.
  case snapshot
}
