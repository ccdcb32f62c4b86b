import Core
import SQL

/// A member's own notifications, as the member asks for them.
struct OwnNoticeRepository: Sendable {
  private let database: Database
  private let reading: NoticeReadingRepository

  init(database: Database, reading: NoticeReadingRepository) {
    self.database = database
    self.reading = reading
  }

  /// A page and the number of unread ones, of one moment.
  func page(of user: UserID, before last: Int64?, limit: Int) async throws -> NoticePage {
    try await database.read { snapshot in
      // One more, to see whether another page follows.
      let found = try await reading.page(of: user, before: last, limit: limit + 1, at: snapshot)
      let notices = Array(found.prefix(limit))
      return NoticePage(
        notices: notices, unread: try await reading.unread(of: user, at: snapshot),
        next: found.count > limit ? notices.last?.last : nil)
    }
  }

  func unread(of user: UserID) async throws -> Int { try await database.read { try await reading.unread(of: user, at: $0) } }

  func unread(of user: UserID, at snapshot: Snapshot) async throws -> Int { try await reading.unread(of: user, at: snapshot) }
}
