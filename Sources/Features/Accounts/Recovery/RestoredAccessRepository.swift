import Core
import SQL

/// Removes what a restored backup must not bring back: sessions that ended since the backup, and links that may have been used since.
public struct RestoredAccessRepository: Sendable {
  private let database: Database

  public init(_ database: Database) { self.database = database }

  /// The sessions that are open now; nil for a database that cannot be read or does not have these tables.
  public func openSessions() async -> [String]? {
    try? await database.read { try await $0.all("SELECT id FROM sessions WHERE revoked_at IS NULL") { row in try row[0] as String } }
  }

  /// Voids all links that set a password or an address, and ends the sessions that are not in `open`.
  ///
  /// - Parameter open: the open sessions of the database that this one replaces. If they are unknown (nil), sessions stay.
  public func settle(stillOpen open: [String]?, at now: Timestamp) async throws {
    try await database.write { transaction in
      for table in ["recovery_links", "address_confirmations", "setup_links"] {
        try await transaction.run(SQL(verbatim: "DELETE FROM \(table)"))
      }
      try await transaction.run("DELETE FROM address_changes WHERE changed_at IS NULL")
      guard let open else { return }
      // Session ids are hex digits: nothing in them needs escaping.
      let list = "[" + open.map { "\"\($0)\"" }.joined(separator: ",") + "]"
      try await transaction.run(
        """
        UPDATE sessions SET revoked_at = \(now), revoked_for = \(SessionEnd.revoked)
        WHERE revoked_at IS NULL AND id NOT IN (
          SELECT value FROM \(sqlite: "json_each(", postgres: "json_array_elements_text((")\(list)\(sqlite: ")", postgres: ")::JSON)") AS kept
        )
        """)
    }
  }
}
