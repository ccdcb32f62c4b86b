import Accounts
import Core
import SQL
import Subjects

/// All that is kept of one member's scripts: to be taken away, and to be erased.
struct ScriptPersonalRepository: Sendable {
  let database: Database

  private let names = PortableIDRepository("script")

  init(database: Database) { self.database = database }

  func living(of owner: UserID) async throws -> [ScriptID] {
    try await database.values("SELECT id FROM scripts WHERE owner_id = \(owner) AND deleted_at IS NULL ORDER BY created_at, id")
  }

  /// One of them as an archive has it: without code, which stands in files. Nil if it is gone.
  func portable(_ id: ScriptID) async throws -> PortableScript? {
    try await database.read { snapshot in
      let revisions = try await snapshot.all(
        """
        SELECT number, title, note, alt, created_at FROM script_revisions
        WHERE script_id = \(id) AND withdrawn_at IS NULL AND disabled_at IS NULL ORDER BY number
        """
      ) { row in
        PortableScript.Revision(
          number: try row[0], title: try row[1], note: try row[2], alt: try row[3], createdAt: try row[4])
      }
      guard let name = try await names.names(of: [id.rawValue], at: snapshot)[id.rawValue] else { return nil }
      return try await snapshot.first(
        """
        SELECT s.runtime, s.title, s.summary, s.tags, s.visibility, s.created_at, d.saved_at FROM scripts s
        JOIN script_drafts d ON d.script_id = s.id WHERE s.id = \(id) AND s.deleted_at IS NULL
        """
      ) { row in
        let tags: String = try row[3]
        return PortableScript(
          name: name, id: id, runtime: try row[0],
          details: ScriptDetails(
            title: try row[1], summary: try row[2],
            tags: tags.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }),
          visibility: try row[4], createdAt: try row[5], savedAt: try row[6], revisions: revisions)
      }
    }
  }

  /// The code of a draft, or of a revision that is not gone.
  func code(of id: ScriptID, _ number: Int?) async throws -> String? {
    guard let number else { return try await database.value("SELECT code FROM script_drafts WHERE script_id = \(id)") }
    return try await database.value(
      """
      SELECT code FROM script_revisions WHERE script_id = \(id) AND number = \(number) AND withdrawn_at IS NULL
        AND disabled_at IS NULL
      """)
  }

  func script(_ name: PortableID, of owner: UserID, in transaction: Transaction) async throws -> ScriptID? {
    try await names.number(of: name, of: owner, in: transaction).map { ScriptID($0) }
  }

  func keep(_ name: PortableID, for script: ScriptID, of owner: UserID, in transaction: Transaction) async throws {
    try await names.keep(name, for: script.rawValue, of: owner, in: transaction)
  }

  /// Some of the member's scripts.
  func scripts(of owner: UserID, limit: Int, in transaction: Transaction) async throws -> [ScriptID] {
    try await transaction.values("SELECT id FROM scripts WHERE owner_id = \(owner) ORDER BY id LIMIT \(limit)")
  }

  /// Erases one script with all that hangs on it, but where it comes from: only ids.
  func erase(_ script: ScriptID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM scripts WHERE id = \(script)")
    try await PlaceRepository(database).forget(.script(script), in: transaction)
  }

  /// Takes the member off what belongs to others.
  func leave(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM script_hands WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM script_watchers WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM script_proposals WHERE by_id = \(user)")
    try await transaction.run("DELETE FROM script_contributors WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM script_authors WHERE user_id = \(user)")
    try await transaction.run("UPDATE script_drafts SET saved_by = NULL WHERE saved_by = \(user)")
    try await transaction.run("UPDATE script_drafts SET pen_user = NULL, pen_until = NULL, pen_session = NULL WHERE pen_user = \(user)")
    try await transaction.run("UPDATE script_history SET saved_by = NULL WHERE saved_by = \(user)")
    try await transaction.run("UPDATE script_revisions SET disabled_by = NULL WHERE disabled_by = \(user)")
    try await SearchIndexRepository().removeAll(.script, by: user, in: transaction)
  }
}
