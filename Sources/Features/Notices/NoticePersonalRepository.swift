import Core
import JSON
import SQL

/// All that is kept of one member's notifications: to be taken away, and to be erased.
struct NoticePersonalRepository: Sendable {
  private static let batch = 200

  let database: Database
  let reading: NoticeReadingRepository

  /// The member's notifications, newest first, as a JSON array.
  func export(of user: UserID) async throws -> [UInt8] {
    try await database.read { snapshot in
      var json = JSONWriter(capacity: 1_024)
      var pages: [[Notice]] = []
      var last: Int64?
      repeat {
        pages.append(try await reading.page(of: user, before: last, limit: Self.batch, at: snapshot))
        last = pages.last?.last?.last
      } while pages.last?.count == Self.batch
      json.array { json in
        for notice in pages.joined() { if let shown = notice.shown { notice.export(shown, to: &json) } }
      }
      return json.bytes
    }
  }

  /// Some of the members who were told what this member did.
  func toldOf(_ actor: UserID, in transaction: Transaction) async throws -> [UserID] {
    try await transaction.values(
      "SELECT DISTINCT user_id FROM notice_events WHERE actor_id = \(actor) ORDER BY user_id LIMIT \(Self.batch)")
  }

  /// Erases what the member was told. What others were told of them is taken away before.
  func erase(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM notice_events WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM notices WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM desks WHERE user_id = \(user)")
  }
}

extension Notice {
  fileprivate func export(_ shown: Shown, to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("kind", kind)
      json.field("title", shown.title)
      json.field("body", shown.body)
      json.field("link", shown.link)
      json.field("created_at", shown.createdAt.iso8601)
      json.field("read", shown.isRead)
    }
  }
}
