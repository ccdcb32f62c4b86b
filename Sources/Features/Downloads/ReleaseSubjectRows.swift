import Core
import SQL
import Words

/// Releases, as signed-in members find them by name. They are the operator's and have no author, so none is in a feed.
struct ReleaseSubjectRows: SubjectKind {
  let name = SubjectName.release
  let noun = "a release"
  let isInFeed = true
  let isInSearch = true

  func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard] {
    guard scope.member != nil, !ids.isEmpty else { return [:] }
    let cards = try await snapshot.all("SELECT id, name, created_at FROM releases WHERE id IN (\(list: ids))") { row in
      let (id, name): (Int64, String) = (try row[0], try row[1])
      return (id, SubjectCard(title: name, link: DownloadPath.dashboard, text: name, author: nil, createdAt: try row[2]))
    }
    return Dictionary(uniqueKeysWithValues: cards)
  }

  func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch {
    let releases = try await transaction.all(
      """
      SELECT id, name, created_at FROM releases WHERE id < \(bound) ORDER BY id DESC LIMIT \(limit)
      \(sqlite: "", postgres: "FOR NO KEY UPDATE")
      """
    ) { row in
      SearchDocument(
        kind: .release, id: try row[0], author: nil, createdAt: try row[2], audience: .everybody, words: Words.folded(try row[1]))
    }
    return SubjectBatch(documents: releases, lowest: releases.count == limit ? releases.last?.id : nil)
  }
}
