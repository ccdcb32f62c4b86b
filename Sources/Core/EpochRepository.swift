import SQL

/// The name of this history. It changes when a database is restored from a backup, so that clients know their copies are of
/// another past.
public struct EpochRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// The present epoch; the first call on a new database names it.
  public func current(random: RandomSource) async throws -> String {
    // A standby can be asked, but not written to.
    if let epoch = try await database.read({ try await read(in: $0) }) { return epoch }
    return try await database.write { transaction in
      if let epoch = try await read(in: transaction) { return epoch }
      return try await begin(random: random, in: transaction)
    }
  }

  /// Begins another epoch: after a restore. The community gets another id with it: what was restored may run beside the original, and the
  /// two must not hear each other.
  @discardableResult
  public func renew(random: RandomSource) async throws -> String {
    try await database.write { transaction in
      try await CommunityRepository.forget(in: transaction)
      return try await begin(random: random, in: transaction)
    }
  }

  private func read(in connection: SQL::Connection) async throws -> String? {
    try await connection.value("SELECT value FROM meta WHERE key = 'epoch'")
  }

  private func begin(random: RandomSource, in transaction: Transaction) async throws -> String {
    let digits = Array("0123456789abcdef")
    let epoch = String(random.bytes(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    _ = try await transaction.run(
      "INSERT INTO meta (key, value) VALUES ('epoch', \(epoch)) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
    return epoch
  }
}
