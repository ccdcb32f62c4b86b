import Core
import Relations
import SQL

/// Versions of drafts that are kept for a while.
struct DraftHistoryRepository: Sendable {
  let database: Database

  func versions(of script: ScriptID, at now: Timestamp) async throws -> [KeptVersion] {
    try await database.all("\(Self.kept(of: script, at: now)) ORDER BY h.version DESC LIMIT \(KeptVersion.most)", as: KeptVersion.self)
  }

  func version(_ version: Int64, of script: ScriptID, at now: Timestamp) async throws -> (kept: KeptVersion, code: String)? {
    try await database.read { snapshot in
      guard let kept = try await snapshot.first("\(Self.kept(of: script, at: now)) AND h.version = \(version)", as: KeptVersion.self),
        let code = try await snapshot.value(
          "SELECT code FROM script_history WHERE script_id = \(script) AND version = \(version)", as: String.self)
      else { return nil }
      return (kept, code)
    }
  }

  /// When the last kept version was saved; nil if none is kept.
  func lastKept(of script: ScriptID, in transaction: Transaction) async throws -> Timestamp? {
    try await transaction.value(
      "SELECT saved_at FROM script_history WHERE script_id = \(script) ORDER BY version DESC LIMIT 1")
  }

  /// Keeps a version; the oldest ones beyond the most are erased.
  func keep(_ text: DraftText, in transaction: Transaction) async throws {
    let draft = text.draft
    try await transaction.run(
      """
      INSERT INTO script_history (script_id, version, code, lines, saved_at, saved_by)
      VALUES (\(draft.script), \(draft.version), \(text.code), \(CodeText.lines(of: text.code)), \(draft.savedAt), \(draft.savedBy.id))
      ON CONFLICT DO NOTHING
      """)
    try await transaction.run(
      """
      DELETE FROM script_history WHERE script_id = \(draft.script) AND version <
        (SELECT min(version) FROM (SELECT version FROM script_history WHERE script_id = \(draft.script)
          ORDER BY version DESC LIMIT \(KeptVersion.most)) kept)
      """)
  }

  /// Erases versions that have been kept long enough, at most `limit`; how many there were.
  func erase(savedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      DELETE FROM script_history WHERE (script_id, version) IN
        (SELECT script_id, version FROM script_history WHERE saved_at <= \(moment) ORDER BY saved_at LIMIT \(limit))
      """)
  }

  static func kept(of script: ScriptID, at now: Timestamp) -> SQL {
    """
    SELECT h.version, h.saved_at, h.lines, \(PersonRows.columns) FROM script_history h JOIN scripts s ON s.id = h.script_id
    JOIN users u ON u.id = COALESCE(h.saved_by, s.owner_id)
    WHERE h.script_id = \(script) AND h.saved_at > \(now - KeptVersion.lifetime)
    """
  }
}

extension KeptVersion: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    let (version, savedAt, lines): (Int64, Timestamp, Int) = (try columns.next(), try columns.next(), try columns.next())
    self.init(version: version, savedAt: savedAt, savedBy: try Person(reading: &columns), lines: lines)
  }
}
