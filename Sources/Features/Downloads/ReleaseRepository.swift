import Core
import SQL

/// Releases, and how many keys each has.
struct ReleaseRepository: Sendable {
  /// The operator's release. Locked until the transaction ends, so that its totals are changed by one transaction at a time.
  func first(in transaction: Transaction) async throws -> ReleaseID {
    guard
      let id: ReleaseID = try await transaction.value(
        "SELECT id FROM releases ORDER BY id LIMIT 1 \(sqlite: "", postgres: "FOR NO KEY UPDATE")")
    else { throw SQLError.corrupt("there is no release") }
    return id
  }

  func addToTotals(of release: ReleaseID, made: Int = 0, used: Int = 0, in transaction: Transaction) async throws {
    let changed = try await transaction.run(
      "UPDATE releases SET keys_total = keys_total + \(made), keys_used = keys_used + \(used) WHERE id = \(release)")
    guard changed == 1 else { throw SQLError.corrupt("release \(release) is gone") }
  }

  static var firstTotals: SQL { "SELECT keys_total, keys_used FROM releases ORDER BY id LIMIT 1" }
}

extension KeyTotals: RowDecodable {
  public init(row: Row) throws { self.init(total: try row[0], used: try row[1]) }
}
