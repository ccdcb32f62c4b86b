import Core
import Relations
import SQL

/// Revisions of scripts, as members report them: `<id>@<number>`.
struct ReportedScriptRows: Reportable {
  let kind = "script"
  let label = "Script"
  let removal: (any StaffRemoval)?

  func key(of id: String, at now: Timestamp, in snapshot: Snapshot) async throws -> String? {
    ScriptRevisionKey(id)?.text
  }

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    guard let key = ScriptRevisionKey(key) else { return .hidden }
    let viewer: SQL = "\(member.id)"
    let visible: SQL = "\(Self.reported(key)) AND \(ScriptRows.visible(to: viewer, with: .once))"
    guard let found = try await snapshot.first(visible, as: ReportedScript.self) else { return .hidden }
    return found.isGone ? .gone : .seen(found.thing)
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    var things: [String: ReportedThing] = [:]
    for key in keys.compactMap({ ScriptRevisionKey($0) }) {
      things[key.text] = try await snapshot.first(Self.reported(key), as: ReportedScript.self)?.thing
    }
    return things
  }

  static func reported(_ key: ScriptRevisionKey) -> SQL {
    """
    SELECT s.id, r.number, s.owner_id, u.username, r.title, r.code, r.withdrawn_at IS NOT NULL OR s.deleted_at IS NOT NULL,
      r.disabled_at IS NOT NULL
    FROM script_revisions r JOIN scripts s ON s.id = r.script_id JOIN users u ON u.id = s.owner_id
    WHERE r.script_id = \(key.script) AND r.number = \(key.number)
    """
  }
}

/// How reports name a revision.
struct ScriptRevisionKey: Sendable {
  let script: ScriptID
  let number: Int

  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, let script = ScriptID(text: Substring(parts[0])), let number = ScriptID(text: Substring(parts[1])),
      (1...Int64(Script.mostRevisions)).contains(number.rawValue)
    else { return nil }
    (self.script, self.number) = (script, Int(number.rawValue))
  }

  var text: String { "\(script)@\(number)" }
}

/// A revision with what staff need to know of it.
private struct ReportedScript: RowDecodable, Sendable {
  let script: ScriptID
  let number: Int
  let owner: UserID
  let username: String
  let title: String
  let code: String
  /// Withdrawn, or its script is deleted.
  let isWithdrawn: Bool
  let isDisabled: Bool

  init(row: Row) throws {
    var columns = RowReader(row)
    (script, number, owner) = (try columns.next(), try columns.next(), try columns.next())
    (username, title, code) = (try columns.next(), try columns.next(), try columns.next())
    (isWithdrawn, isDisabled) = (try columns.next(), try columns.next())
  }

  var isGone: Bool { isWithdrawn || isDisabled }

  var thing: ReportedThing {
    ReportedThing(
      id: "\(script)@\(number)", owner: owner, name: "Script \(title) by @\(username)",
      link: isGone ? nil : CodegroundPath.revision(script, number), text: isWithdrawn ? nil : "\(title)\n\(code)")
  }
}
