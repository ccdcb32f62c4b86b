import Core
import JSON
import SQL
import Subjects

/// All that is kept of one member's scripts: to be taken away, and to be erased.
struct ScriptPersonalRepository: Sendable {
  let database: Database

  /// The member's living scripts with draft and living revisions, as a JSON array.
  func export(of owner: UserID) async throws -> [UInt8] {
    let rows = try await database.read { snapshot in
      try await snapshot.all(
        """
        SELECT s.id, s.runtime, s.title, s.summary, s.tags, s.visibility, s.created_at, d.code, d.saved_at FROM scripts s
        JOIN script_drafts d ON d.script_id = s.id WHERE s.owner_id = \(owner) AND s.deleted_at IS NULL ORDER BY s.id
        """
      ) { row -> [UInt8] in
        let tags: String = try row[4]
        let created: Timestamp = try row[6], saved: Timestamp = try row[8]
        var json = JSONWriter()
        try json.object { json in
          json.field("id", try row[0] as Int64)
          json.field("runtime", try row[1] as String)
          json.field("title", try row[2] as String)
          json.field("summary", try row[3] as String)
          json.key("tags")
          json.array { json in for tag in tags.split(separator: " ") { json.string(String(tag)) } }
          json.field("visibility", try row[5] as String)
          json.field("created_at", created.iso8601)
          json.field("draft", try row[7] as String)
          json.field("saved_at", saved.iso8601)
        }
        return json.bytes
      }
    }
    var json = JSONWriter()
    json.array { json in for row in rows { json.raw(row) } }
    return json.bytes
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
    try await transaction.run("UPDATE script_drafts SET pen_user = NULL, pen_until = NULL WHERE pen_user = \(user)")
    try await transaction.run("UPDATE script_history SET saved_by = NULL WHERE saved_by = \(user)")
    try await transaction.run("UPDATE script_revisions SET disabled_by = NULL WHERE disabled_by = \(user)")
    try await SearchIndexRepository().removeAll(.script, by: user, in: transaction)
  }
}
