import Core
import Relations
import SQL

/// Who is told of what happens in stories.
enum SongNoticeRows {
  static func proposers(of ids: [Int64], at snapshot: Snapshot) async throws -> [Int64: UserID] {
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all("SELECT id, author_id FROM verse_proposals WHERE id IN (\(list: ids))") { row in
      (id: try row[0] as Int64, author: try row[1] as UserID?)
    }
    return Dictionary(found.compactMap { row in row.author.map { (row.id, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  /// Those of the members who see the story.
  static func seeing(_ story: StoryID, among users: [UserID], in transaction: Transaction) async throws -> [UserID] {
    var seeing: [UserID] = []
    for start in stride(from: 0, to: users.count, by: 500) {
      seeing += try await transaction.values(
        """
        SELECT m.id FROM \(StoryRows.joins) JOIN users m ON m.id IN (\(list: Array(users[start..<min(start + 500, users.count)])))
        WHERE s.id = \(story) AND \(StoryRows.visible(to: "m.id"))
        """)
    }
    return seeing
  }

  static func voters(of proposal: ProposalID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      "SELECT user_id FROM verse_votes WHERE proposal_id = \(proposal) AND user_id IS NOT NULL ORDER BY user_id")
  }

  /// Those who may have been told of the story: keeper, writers, authors, proposers and voters.
  static func involved(in story: StoryID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      """
      SELECT keeper_id FROM stories WHERE id = \(story) UNION SELECT user_id FROM story_writers WHERE story_id = \(story)
      UNION SELECT a.user_id FROM verse_authors a JOIN verses v ON v.id = a.verse_id WHERE v.story_id = \(story) AND a.user_id IS NOT NULL
      UNION SELECT p.author_id FROM verse_proposals p WHERE p.story_id = \(story) AND p.author_id IS NOT NULL
      UNION SELECT t.user_id FROM verse_votes t JOIN verse_proposals p ON p.id = t.proposal_id
        WHERE p.story_id = \(story) AND t.user_id IS NOT NULL
      """)
  }

  /// The keeper of the story that a fork is of, unless it is gone.
  static func keeper(of story: StoryID, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value("SELECT keeper_id FROM stories WHERE id = \(story) AND deleted_at IS NULL")
  }
}
