import Core
import Relations
import SQL
import Subjects
import Words

/// Public scripts, as feed and search show them to those who may see their owners' walls.
struct ScriptSubjectRows: SubjectKind {
  let name = SubjectName.script
  let noun = "a script"
  let isInFeed = true
  let isInSearch = true

  func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard] {
    guard scope.permissions.contains(.readWall), !ids.isEmpty else { return [:] }
    let found = try await snapshot.all(Self.shown(ids, to: scope.member?.id), as: ShownScript.self)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.script.id.rawValue, $0.card) })
  }

  func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch {
    let scripts = try await transaction.all(Self.below(bound, limit: limit), as: ShownScript.self)
    return SubjectBatch(
      documents: scripts.compactMap(\.document), lowest: scripts.count == limit ? scripts.last?.script.id.rawValue : nil)
  }

  static func shown(_ ids: [Int64], to viewer: UserID?) -> SQL {
    """
    SELECT COALESCE(n.code, ''), \(ScriptRows.columns) FROM \(ScriptRows.joins)
    WHERE s.id IN (\(list: ids)) AND \(ScriptRows.isListed) AND \(PersonRows.wall(to: viewer))
    """
  }

  static func below(_ bound: Int64, limit: Int) -> SQL {
    """
    SELECT COALESCE(n.code, ''), \(ScriptRows.columns) FROM \(ScriptRows.joins) WHERE s.id < \(bound) ORDER BY s.id DESC LIMIT \(limit)
    \(sqlite: "", postgres: "FOR NO KEY UPDATE OF s")
    """
  }
}

/// A script with the code of its newest revision.
private struct ShownScript: RowDecodable, Sendable {
  let code: String
  let script: Script

  init(row: Row) throws {
    var columns = RowReader(row)
    code = try columns.next()
    script = try Script(reading: &columns)
  }

  var card: SubjectCard {
    let owner = script.owner
    return SubjectCard(
      title: script.title, link: CodegroundPath.script(script.id), html: script.fragment ?? [],
      text: [script.title, script.details.summary, code].filter { !$0.isEmpty }.joined(separator: "\n"),
      author: SubjectAuthor(id: owner.id, username: owner.username, displayName: owner.displayName, color: owner.color),
      createdAt: script.createdAt)
  }

  /// Nil for a script that is in no list.
  var document: SearchDocument? {
    guard script.visibility == .public, script.newest != nil, script.deletedAt == nil else { return nil }
    let words = Words.folded([script.title, script.details.summary, code].joined(separator: "\n"))
    return SearchDocument(
      kind: .script, id: script.id.rawValue, author: script.owner.id, createdAt: script.createdAt, audience: .everybody, words: words)
  }
}
