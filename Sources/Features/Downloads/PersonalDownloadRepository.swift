import Core
import JSON
import SQL

/// All that is kept of one member's keys, downloads and review.
struct PersonalDownloadRepository: Sendable {
  let database: Database

  /// Keys redeemed, downloads begun and the review, as one JSON object.
  func export(of user: UserID) async throws -> [UInt8] {
    let (keys, downloads, review) = try await database.read { connection in
      let keys = try await connection.all("SELECT key_value, used_at FROM keys WHERE used_by_id = \(user) ORDER BY id") { row in
        (value: try row[0] as String, at: try row[1] as Timestamp)
      }
      let downloads = try await connection.all(
        "SELECT downloaded_at, ip_address FROM download_events WHERE user_id = \(user) ORDER BY downloaded_at, id"
      ) { row in (at: try row[0] as Timestamp, address: try row[1] as String) }
      let review = try await connection.all(
        "SELECT project_link, review_text, submitted_at FROM review_submissions WHERE user_id = \(user)"
      ) { row in (link: try row[0] as String, text: try row[1] as String, at: try row[2] as Timestamp) }
      return (keys, downloads, review.first)
    }
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.key("keys")
      json.array { json in
        for key in keys {
          json.object { json in
            json.field("key_value", key.value)
            json.field("used_at", key.at.iso8601)
          }
        }
      }
      json.key("downloads")
      json.array { json in
        for download in downloads {
          json.object { json in
            json.field("downloaded_at", download.at.iso8601)
            json.field("ip_address", download.address)
          }
        }
      }
      guard let review else { return }
      json.key("review")
      json.object { json in
        json.field("project_link", review.link)
        json.field("review_text", review.text)
        json.field("submitted_at", review.at.iso8601)
      }
    }
    return json.bytes
  }

  func erase(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM download_tokens WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM download_events WHERE user_id = \(user)")
    try await transaction.run("DELETE FROM review_submissions WHERE user_id = \(user)")
    try await transaction.run("UPDATE keys SET used_by = NULL, used_by_id = NULL WHERE used_by_id = \(user)")
  }
}
