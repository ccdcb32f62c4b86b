import SQL

/// The id of this community among those that may share a Redis server: 32 hexadecimal digits, kept in the database its nodes share.
///
/// It moves along with `neospace copy`. A restore gives another one, so that a restored copy does not hear the original. A database that is
/// copied by other means keeps it; then the copy needs a Redis server, or a database number on it, of its own.
public struct CommunityRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// The id; the first call on a database gives it. Nodes that start at once agree on one.
  public func id(random: RandomSource) async throws -> String {
    let digits = Array("0123456789abcdef")
    let new = String(random.bytes(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    return try await database.write { transaction in
      try await transaction.run("INSERT INTO meta (key, value) VALUES ('community', \(new)) ON CONFLICT (key) DO NOTHING")
      return try await transaction.value("SELECT value FROM meta WHERE key = 'community'") ?? new
    }
  }

  static func forget(in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM meta WHERE key = 'community'")
  }
}
