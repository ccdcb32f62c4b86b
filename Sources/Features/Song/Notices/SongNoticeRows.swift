import Core
import Relations
import SQL

/// Who is told of what happens in stories.
enum SongNoticeRows {
  /// Who made proposals, and how they stand.
  static func proposals(_ ids: [Int64], at snapshot: Snapshot) async throws -> [Int64: (author: UserID?, status: ProposalState)] {
    guard !ids.isEmpty else { return [:] }
    let found = try await snapshot.all("SELECT id, author_id, status FROM verse_proposals WHERE id IN (\(list: ids))") { row in
      (id: try row[0] as Int64, author: try row[1] as UserID?, status: try row[2] as ProposalState)
    }
    return Dictionary(found.map { ($0.id, ($0.author, $0.status)) }, uniquingKeysWith: { first, _ in first })
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

  /// The keeper of the story that a fork is of, unless it is gone.
  static func keeper(of story: StoryID, in transaction: Transaction) async throws -> UserID? {
    try await transaction.value("SELECT keeper_id FROM stories WHERE id = \(story) AND deleted_at IS NULL")
  }
}
