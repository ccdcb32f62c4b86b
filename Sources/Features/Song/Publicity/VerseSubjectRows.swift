import Core
import Relations
import SQL
import Subjects

/// Verses of the canon, as feed and search show them to those who see their stories.
struct VerseSubjectRows: SubjectKind {
  let name = SubjectName.verse
  let noun = "a verse"
  let isInFeed = true
  let isInSearch = true

  func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard] {
    guard scope.permissions.contains(.readWall), !ids.isEmpty else { return [:] }
    let found = try await snapshot.all(Self.shown(ids, to: scope.member?.id), as: PublicVerse.self)
    return Dictionary(found.map { ($0.id.rawValue, $0.card) }, uniquingKeysWith: { first, _ in first })
  }

  func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch {
    let verses = try await transaction.all(Self.below(bound, limit: limit), as: PublicVerse.self)
    return SubjectBatch(
      documents: verses.compactMap(\.document), lowest: verses.count == limit ? verses.last?.id.rawValue : nil)
  }

  /// Nothing by a first author across a block.
  static func shown(_ ids: [Int64], to viewer: UserID?) -> SQL {
    let caller = viewer.map { "\($0)" as SQL }
    return """
      \(PublicVerse.rows) WHERE v.id IN (\(list: ids)) AND v.status = 'canon' AND v.deleted_at IS NULL AND \(StoryRows.visible(to: caller))
        AND (a.id IS NULL OR \(PersonRows.unblocked("a.id", caller)))
      """
  }

  static func below(_ bound: Int64, limit: Int) -> SQL {
    """
    \(PublicVerse.rows) WHERE v.id < \(bound) ORDER BY v.id DESC LIMIT \(limit) \(sqlite: "", postgres: "FOR NO KEY UPDATE OF v")
    """
  }
}
