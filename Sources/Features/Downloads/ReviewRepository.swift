import Core
import SQL

/// Reviews, one a member.
struct ReviewRepository: Sendable {
  /// The unique index decides between a first review and a new wording of it.
  func put(_ draft: ReviewDraft, of author: UserID, at now: Timestamp, in transaction: Transaction) async throws -> Review {
    try await transaction.first(
      """
      INSERT INTO review_submissions (user_id, project_link, review_text, submitted_at)
      VALUES (\(author), \(draft.projectLink), \(draft.text), \(now))
      ON CONFLICT (user_id) DO UPDATE
        SET project_link = excluded.project_link, review_text = excluded.review_text, submitted_at = excluded.submitted_at
      RETURNING id, user_id, project_link, review_text, submitted_at
      """)!
  }

  static func review(of author: UserID) -> SQL {
    "SELECT id, user_id, project_link, review_text, submitted_at FROM review_submissions WHERE user_id = \(author)"
  }
}

extension Review: RowDecodable {
  public init(row: Row) throws {
    self.init(id: try row[0], author: try row[1], projectLink: try row[2], text: try row[3], submittedAt: try row[4])
  }
}
